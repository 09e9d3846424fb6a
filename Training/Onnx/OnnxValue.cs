namespace Training.Onnx;

/// <summary>An input or output of an ONNX graph: <c>ValueInfoProto</c> of a float32 tensor.</summary>
internal sealed record OnnxValue(string Name, long[] Shape);
