namespace Perception.Schedules;

/// <summary>A recorded schedule cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class ScheduleException : Exception
{
    public ScheduleException(string message)
        : base(message)
    {
    }

    public ScheduleException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
