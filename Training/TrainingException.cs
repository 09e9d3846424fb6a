namespace Training;

/// <summary>Training cannot go on; the message is one sentence that names the file or step, what was expected and what was found.</summary>
public sealed class TrainingException : Exception
{
    public TrainingException(string message)
        : base(message)
    {
    }

    public TrainingException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
