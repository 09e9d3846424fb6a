namespace Perception.Inference;

/// <summary>Something about a network is not as it must be. The message is one plain sentence.</summary>
public abstract class ModelException : Exception
{
    protected ModelException(string message)
        : base(message)
    {
    }

    protected ModelException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
