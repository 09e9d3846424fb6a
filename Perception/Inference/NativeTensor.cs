using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Perception.Inference;

/// <summary>A tensor in native memory that never moves: aligned to a cache line, or from an allocator of ONNX Runtime. Not thread safe.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const nuint Alignment = 64;
    private readonly bool _isOwnMemory;
    private void* _memory;

    /// <param name="contract">Type and shape.</param>
    /// <param name="allocator">Gives the memory, e.g. pinned for a GPU's copies; must be memory that the processor reaches. Null takes plain memory.</param>
    public NativeTensor(TensorContract contract, OrtAllocator? allocator = null)
    {
        Contract = contract;
        bool isFloat = contract.Kind == TensorKind.Float;
        Bytes = (nuint)contract.Count * (isFloat ? sizeof(float) : (nuint)sizeof(long));
        TensorElementType type = isFloat ? TensorElementType.Float : TensorElementType.Int64;
        long[] shape = [.. contract.Shape.Select(dimension => (long)dimension)];
        if (allocator is null)
        {
            _isOwnMemory = true;
            _memory = NativeMemory.AlignedAlloc(Bytes, Alignment);
            Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)_memory, (long)Bytes);
        }
        else
        {
            Value = OrtValue.CreateAllocatedTensorValue(allocator, type, shape);
            _memory = Unsafe.AsPointer(ref MemoryMarshal.GetReference(Value.GetTensorMutableRawData()));
        }

        NativeMemory.Clear(_memory, Bytes);
    }

    public TensorContract Contract { get; }

    /// <summary>Size of the memory, bytes.</summary>
    public nuint Bytes { get; }

    /// <summary>ONNX Runtime's view of the same memory.</summary>
    public OrtValue Value { get; }

    public Span<float> Floats => Contract.Kind == TensorKind.Float ? new Span<float>(Memory, Contract.Count) : throw Mismatch();

    public Span<long> Longs => Contract.Kind == TensorKind.Int64 ? new Span<long>(Memory, Contract.Count) : throw Mismatch();

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
