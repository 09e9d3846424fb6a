using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Perception.Inference;

/// <summary>A tensor in native memory, aligned to a cache line, that never moves. Not thread safe.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const nuint Alignment = 64;
    private void* _memory;

    public NativeTensor(TensorContract contract)
    {
        Contract = contract;
        bool isFloat = contract.Kind == TensorKind.Float;
        nuint bytes = (nuint)contract.Count * (isFloat ? sizeof(float) : (nuint)sizeof(long));
        _memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_memory, bytes);
        Value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            isFloat ? TensorElementType.Float : TensorElementType.Int64,
            [.. contract.Shape.Select(dimension => (long)dimension)],
            (nint)_memory,
            (long)bytes);
    }

    public TensorContract Contract { get; }

    /// <summary>ONNX Runtime's view of the same memory.</summary>
    public OrtValue Value { get; }

    public Span<float> Floats => Contract.Kind == TensorKind.Float ? new Span<float>(Memory, Contract.Count) : throw Mismatch();

    public Span<long> Longs => Contract.Kind == TensorKind.Int64 ? new Span<long>(Memory, Contract.Count) : throw Mismatch();

    private void* Memory
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
            NativeMemory.AlignedFree(_memory);
            _memory = null;
        }
    }

    private InvalidOperationException Mismatch() => new($"The tensor {Contract.Name} is {Contract}.");
}
