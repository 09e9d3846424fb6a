namespace Perception.Client;

/// <summary>A subscriber cannot use its endpoint; the message is one sentence.</summary>
public sealed class SubscriberException : Exception
{
    public SubscriberException(string message)
        : base(message)
    {
    }

    public SubscriberException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
