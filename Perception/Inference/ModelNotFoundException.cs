namespace Perception.Inference;

/// <summary>A network that was asked for is not there. The message says how to get it.</summary>
public sealed class ModelNotFoundException : ModelException
{
    public ModelNotFoundException(string message)
        : base(message)
    {
    }
}
