namespace Perception.Inference;

/// <summary>One output as the manifest promises it.</summary>
/// <param name="Name">Name in the ONNX file.</param>
/// <param name="Kind">Element type.</param>
/// <param name="Shape">All dimensions, fixed.</param>
public sealed record TensorContract(string Name, TensorKind Kind, IReadOnlyList<int> Shape)
{
    /// <summary>Number of elements.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    public override string ToString() => $"[{string.Join(',', Shape)}] {(Kind == TensorKind.Float ? "float" : "int64")}";
}
