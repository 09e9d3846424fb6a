namespace Perception.Inference;

/// <summary>An ONNX file is not what its manifest says. The message names the file, what was expected and what was found.</summary>
public sealed class ModelContractException : ModelException
{
    public ModelContractException(string message)
        : base(message)
    {
    }

    public ModelContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
