namespace Training.Onnx;

/// <summary>An attribute of a node: <c>AttributeProto</c>.</summary>
/// <param name="Name">As the operator names it.</param>
/// <param name="Value">A <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, array of <see cref="long"/> or <see cref="OnnxTensor"/>.</param>
internal sealed record OnnxAttribute(string Name, object Value);
