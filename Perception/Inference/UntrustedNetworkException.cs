namespace Perception.Inference;

/// <summary>A network answers the known frame wrongly, so that none of its answers is used. The message names it and what differs.</summary>
public sealed class UntrustedNetworkException : ModelException
{
    public UntrustedNetworkException(string message)
        : base(message)
    {
    }
}
