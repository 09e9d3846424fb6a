using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Training.Onnx;

/// <summary>One float32 tensor of a finished network, row-major. Immutable and thread safe.</summary>
public sealed class FoldedTensor
{
    private readonly ImmutableArray<long> _shape;
    private readonly ImmutableArray<float> _values;

    /// <param name="shape">Sizes of the dimensions, empty for a scalar; copied.</param>
    /// <param name="values">As many values as the shape holds, row-major; copied.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public FoldedTensor(ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        long count = Product(shape);
        if (count != values.Length)
        {
            throw new ArgumentException($"expected {count} values for [{string.Join(',', shape.ToArray())}], found {values.Length}.");
        }

        _shape = [.. shape];
        _values = [.. values];
    }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape.AsSpan();

    /// <summary>The values, row-major.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan();

    /// <summary>Sum of the absolute values.</summary>
    public float SumOfMagnitudes => TensorPrimitives.SumOfMagnitudes(Values);

    /// <summary>The tensor with some of the indices of one dimension, in the order in which they are named.</summary>
    public FoldedTensor Take(int dimension, params ReadOnlySpan<int> indices)
    {
        int inner = (int)Product(Shape[(dimension + 1)..]);
        int size = (int)Shape[dimension];
        List<float> taken = [];
        for (int outer = 0; outer < (int)Product(Shape[..dimension]); outer++)
        {
            foreach (int index in indices)
            {
                taken.AddRange(Values.Slice(((outer * size) + index) * inner, inner));
            }
        }

        long[] shape = [.. Shape];
        shape[dimension] = indices.Length;
        return new FoldedTensor(shape, taken.ToArray());
    }

    /// <summary>The shape as it is written in messages: <c>[16,3,3,3]</c>.</summary>
    public string ShapeText => $"[{string.Join(',', _shape)}]";

    private static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
