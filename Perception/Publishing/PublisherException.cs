namespace Perception.Publishing;

/// <summary>The publisher cannot open its endpoint; the message is one sentence.</summary>
public sealed class PublisherException : Exception
{
    public PublisherException(string message)
        : base(message)
    {
    }

    public PublisherException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
