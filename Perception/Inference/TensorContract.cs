namespace Perception.Inference;

/// <summary>One input or output as the manifest promises it, of one image.</summary>
/// <param name="Name">Name in the ONNX file.</param>
/// <param name="Kind">Element type.</param>
/// <param name="Shape">All dimensions, fixed.</param>
public sealed record TensorContract(string Name, TensorKind Kind, IReadOnlyList<int> Shape)
{
    /// <summary>Number of elements.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <summary>The same of several images: the first dimension is multiplied.</summary>
    public TensorContract Of(int images) => new(Name, Kind, [Shape[0] * images, .. Shape.Skip(1)]);

    public override string ToString() => $"[{string.Join(',', Shape)}] {(Kind == TensorKind.Float ? "float" : "int64")}";
}
