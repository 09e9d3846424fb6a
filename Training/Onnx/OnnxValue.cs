namespace Training.Onnx;

/// <summary>An input or output of an ONNX graph: <c>ValueInfoProto</c> of a float32 tensor. A size of <see cref="Open"/> is the runs' own.</summary>
internal sealed record OnnxValue(string Name, long[] Shape)
{
    /// <summary>Stands for the number of images where the file leaves it open.</summary>
    public const long Open = -1;
}
