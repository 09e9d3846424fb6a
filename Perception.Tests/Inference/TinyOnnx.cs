using System.Runtime.InteropServices;

namespace Perception.Tests.Inference;

/// <summary>Builds tiny ONNX networks: each output is a given constant, or the image input itself.</summary>
internal sealed class TinyOnnx
{
    private const int FloatType = 1;
    private const int Int64Type = 7;
    private const int IrVersion = 8;
    private const int OpsetVersion = 13;

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private int _opset = OpsetVersion;

    public TinyOnnx Input(string name, int[] shape) => Value(11, name, FloatType, shape);

    public TinyOnnx Int64Input(string name, int[] shape) => Value(11, name, Int64Type, shape);

    /// <summary>An output with fixed values.</summary>
    /// <param name="name">The output's.</param>
    /// <param name="shape">Of the values.</param>
    /// <param name="values">In row-major order.</param>
    /// <param name="declared">The shape that the file states, where it is another one than it gives.</param>
    public TinyOnnx Constant(string name, int[] shape, ReadOnlySpan<float> values, int[]? declared = null) =>
        Constant(name, shape, FloatType, MemoryMarshal.AsBytes(values), declared);

    public TinyOnnx Constant(string name, int[] shape, ReadOnlySpan<long> values) =>
        Constant(name, shape, Int64Type, MemoryMarshal.AsBytes(values));

    /// <summary>An output that is a copy of an input.</summary>
    public TinyOnnx Copy(string input, string output, int[] shape) => Unary("Identity", input, output, shape);

    /// <summary>An output that an operator makes of an input.</summary>
    public TinyOnnx Unary(string operation, string input, string output, int[] shape, bool isInt64 = false)
    {
        Node(operation, input, output);
        return Value(12, output, isInt64 ? Int64Type : FloatType, shape);
    }

    /// <summary>An output that is the matrix product of an input with itself.</summary>
    public TinyOnnx Square(string input, string output, int[] shape)
    {
        _graph.Message(1, new ProtoWriter().Text(1, input).Text(1, input).Text(2, output).Text(3, "square").Text(4, "MatMul"));
        return Value(12, output, FloatType, shape);
    }

    public TinyOnnx Opset(int version)
    {
        _opset = version;
        return this;
    }

    public byte[] ToArray() => new ProtoWriter()
        .Int(1, IrVersion)
        .Message(8, new ProtoWriter().Text(1, "").Int(2, _opset))
        .Message(7, _graph)
        .ToArray();

    private TinyOnnx Constant(string name, int[] shape, int type, ReadOnlySpan<byte> raw, int[]? declared = null)
    {
        ProtoWriter tensor = new();
        foreach (int dimension in shape)
        {
            tensor.Int(1, dimension);
        }

        _graph.Message(5, tensor.Int(2, type).Text(8, name + "_values").Bytes(9, raw));
        Node("Identity", name + "_values", name);
        return Value(12, name, type, declared ?? shape);
    }

    private void Node(string operation, string input, string output) =>
        _graph.Message(1, new ProtoWriter().Text(1, input).Text(2, output).Text(3, output + "_node").Text(4, operation));

    private TinyOnnx Value(int field, string name, int type, int[] shape)
    {
        ProtoWriter dimensions = new();
        foreach (int dimension in shape)
        {
            ProtoWriter one = dimension < 0 ? new ProtoWriter().Text(2, "n") : new ProtoWriter().Int(1, dimension);
            dimensions.Message(1, one);
        }

        ProtoWriter tensor = new ProtoWriter().Int(1, type).Message(2, dimensions);
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }
}
