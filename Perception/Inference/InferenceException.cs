namespace Perception.Inference;

/// <summary>A network failed on a frame, or answered with NaN or infinity. The message names the network and what was found.</summary>
public sealed class InferenceException : ModelException
{
    public InferenceException(string message)
        : base(message)
    {
    }

    public InferenceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
