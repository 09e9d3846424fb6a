namespace Training.Onnx;

/// <summary>The part of ONNX's <c>ModelProto</c> that this project reads and writes.</summary>
/// <remarks>IrVersion is the version of the file format, Opset that of the standard operators, Producer the program that wrote the file.</remarks>
internal sealed record OnnxModel(
    long IrVersion,
    long Opset,
    string Producer,
    string GraphName,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Initializers,
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs);
