namespace Training.Onnx;

/// <summary>One operation of an ONNX graph: <c>NodeProto</c>.</summary>
/// <param name="Operation">The operator's name, such as Conv.</param>
/// <param name="Inputs">Names of values; empty for an input that is left out.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Attributes">In any order.</param>
internal sealed record OnnxNode(string Operation, string[] Inputs, string[] Outputs, OnnxAttribute[] Attributes)
{
    /// <summary>An attribute's list of whole numbers; empty where it is absent.</summary>
    public long[] Ints(string name) => Array.Find(Attributes, attribute => attribute.Name == name)?.Value as long[] ?? [];
}
