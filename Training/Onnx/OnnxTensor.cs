using System.Runtime.InteropServices;

namespace Training.Onnx;

/// <summary>A constant of an ONNX graph: <c>TensorProto</c> with float32 or int64 values.</summary>
/// <param name="Name">Empty for the value of an attribute.</param>
/// <param name="Type">ONNX's number of the element type.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Raw">The values, row-major and little-endian.</param>
internal sealed record OnnxTensor(string Name, int Type, long[] Shape, byte[] Raw)
{
    public const int Float = 1;
    public const int Int64 = 7;

    public static OnnxTensor Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        new(name, Float, shape.ToArray(), MemoryMarshal.AsBytes(values).ToArray());

    public static OnnxTensor Of(string name, ReadOnlySpan<long> values) =>
        new(name, Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(Raw);
}
