namespace Perception.Inference;

/// <summary>An execution provider that was asked for cannot be had. The message says which and why.</summary>
public sealed class ProviderException : ModelException
{
    public ProviderException(string message)
        : base(message)
    {
    }

    public ProviderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
