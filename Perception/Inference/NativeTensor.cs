using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Perception.Inference;

/// <summary>
/// A tensor of one image, or of several one behind the other, in native memory that never moves: aligned to a cache line, or from an
/// allocator of ONNX Runtime. Not thread safe.
/// </summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const nuint Alignment = 64;
    private readonly bool _isOwnMemory;
    private void* _memory;

    /// <param name="contract">Type and shape of one image.</param>
    /// <param name="images">How many of them; the first dimension is multiplied by it.</param>
    /// <param name="allocator">Gives the memory, e.g. pinned for a GPU's copies; must be memory that the processor reaches. Null takes plain memory.</param>
    public NativeTensor(TensorContract contract, int images = 1, OrtAllocator? allocator = null)
    {
        Contract = contract;
        Images = images;
        bool isFloat = contract.Kind == TensorKind.Float;
        Bytes = (nuint)contract.Count * (nuint)images * (isFloat ? sizeof(float) : (nuint)sizeof(long));
        ElementType = isFloat ? TensorElementType.Float : TensorElementType.Int64;
        if (allocator is null)
        {
            _isOwnMemory = true;
            _memory = NativeMemory.AlignedAlloc(Bytes, Alignment);
            try
            {
                Value = CreateView(images);
            }
            catch
            {
                NativeMemory.AlignedFree(_memory);
                throw;
            }
        }
        else
        {
            Value = OrtValue.CreateAllocatedTensorValue(allocator, ElementType, Shape(images));
            _memory = Unsafe.AsPointer(ref MemoryMarshal.GetReference(Value.GetTensorMutableRawData()));
        }

        NativeMemory.Clear(_memory, Bytes);
    }

    /// <summary>Type and shape of one image.</summary>
    public TensorContract Contract { get; }

    /// <summary>How many images the memory holds.</summary>
    public int Images { get; }

    public TensorElementType ElementType { get; }

    /// <summary>Size of the memory, bytes.</summary>
    public nuint Bytes { get; }

    /// <summary>ONNX Runtime's view of the same memory, all images.</summary>
    public OrtValue Value { get; }

    /// <summary>The first image's elements.</summary>
    public Span<float> Floats => Contract.Kind == TensorKind.Float ? new Span<float>(Memory, Contract.Count) : throw Mismatch();

    /// <inheritdoc cref="Floats"/>
    public Span<long> Longs => Contract.Kind == TensorKind.Int64 ? new Span<long>(Memory, Contract.Count) : throw Mismatch();

    /// <summary>One image's elements as bytes.</summary>
    public Span<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Images);
        int bytes = (int)(Bytes / (nuint)Images);
        return new Span<byte>((byte*)Memory + ((nuint)index * (nuint)bytes), bytes);
    }

    /// <summary>The shape of so many images.</summary>
    public long[] Shape(int images) => [Contract.Shape[0] * (long)images, .. Contract.Shape.Skip(1).Select(dimension => (long)dimension)];

    /// <summary>ONNX Runtime's view of the first images alone; the caller disposes it before this tensor.</summary>
    public OrtValue CreateView(int images) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, ElementType, Shape(images), (nint)_memory, (long)(Bytes / (nuint)Images) * images);

    /// <summary>The first byte.</summary>
    public void* Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory == null, this);
            return _memory;
        }
    }

    public void Dispose()
    {
        if (_memory != null)
        {
            Value.Dispose();
            if (_isOwnMemory)
            {
                NativeMemory.AlignedFree(_memory);
            }

            _memory = null;
        }
    }

    private InvalidOperationException Mismatch() => new($"The tensor {Contract.Name} is {Contract}.");
}
