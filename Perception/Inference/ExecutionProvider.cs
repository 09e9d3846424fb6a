namespace Perception.Inference;

/// <summary>What computes a network.</summary>
public enum ExecutionProvider
{
    /// <summary>ONNX Runtime's own kernels on the processor.</summary>
    Cpu,

    /// <summary>NVIDIA CUDA and cuDNN.</summary>
    Cuda,

    /// <summary>NVIDIA TensorRT; parts that it cannot take run on CUDA.</summary>
    TensorRt,
}
