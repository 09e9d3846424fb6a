using System.Diagnostics.CodeAnalysis;

namespace Perception.Inference;

/// <summary>Element type of a network's input or output.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "ONNX's own names of the element types, as manifests write them.")]
public enum TensorKind
{
    Float,
    Int64,
}
