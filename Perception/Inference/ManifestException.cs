namespace Perception.Inference;

/// <summary>A network's manifest cannot be read or contradicts itself. The message names file, line, expected and found.</summary>
public sealed class ManifestException : ModelException
{
    public ManifestException(string message)
        : base(message)
    {
    }

    public ManifestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
