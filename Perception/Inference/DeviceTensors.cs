using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>
/// Copies of a binding's tensors in the GPU's memory at addresses that never change, as a recorded CUDA graph needs them, and
/// the copies to and from there.
/// </summary>
/// <remarks>Not thread safe; disposed before the session. Written to the CUDA runtime's documentation; it has to be proven on a GPU by <c>benchmarks/gpu</c>.</remarks>
internal sealed unsafe class DeviceTensors : IDisposable
{
    private const int HostToDevice = 1;
    private const int DeviceToHost = 2;
    private const string CopyFunction = "cudaMemcpy";

    // The CUDA runtime that ONNX Runtime's provider has already loaded: the newest that is there.
    private static readonly string[] RuntimeLibraries = ["libcudart.so.13", "libcudart.so.12", "cudart64_13.dll", "cudart64_12.dll"];

    private readonly OwnedParts _parts = new();
    private readonly OrtAllocator _allocator;
    private readonly NativeTensor[] _inputs;
    private readonly NativeTensor[] _outputs;
    private readonly OrtValue[] _deviceInputs;
    private readonly OrtValue[] _deviceOutputs;
    private readonly delegate* unmanaged<void*, void*, nuint, int, int> _copy;

    /// <exception cref="ProviderException">The CUDA runtime is not there.</exception>
    public DeviceTensors(InferenceSession session, string network, int deviceId, NativeTensor[] inputs, NativeTensor[] outputs)
    {
        _copy = FindCopy(network);
        _inputs = inputs;
        _outputs = outputs;
        try
        {
            OrtMemoryInfo memoryInfo = _parts.Add(new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, deviceId, OrtMemType.Default));
            _allocator = _parts.Add(new OrtAllocator(session, memoryInfo));
            _deviceInputs = [.. inputs.Select(Create)];
            _deviceOutputs = [.. outputs.Select(Create)];
        }
        catch
        {
            _parts.Dispose();
            throw;
        }
    }

    public void Bind(OrtIoBinding binding)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            binding.BindInput(_inputs[i].Contract.Name, _deviceInputs[i]);
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            binding.BindOutput(_outputs[i].Contract.Name, _deviceOutputs[i]);
        }
    }

    /// <exception cref="InferenceException">A copy failed.</exception>
    public void CopyInputs(string network)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            Copy(network, AddressOf(_deviceInputs[i]), _inputs[i].Memory, _inputs[i].Bytes, HostToDevice);
        }
    }

    /// <exception cref="InferenceException">A copy failed.</exception>
    public void CopyOutputs(string network)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            Copy(network, _outputs[i].Memory, AddressOf(_deviceOutputs[i]), _outputs[i].Bytes, DeviceToHost);
        }
    }

    public void Dispose() => _parts.Dispose();

    private static void* AddressOf(OrtValue value) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorMutableRawData()));

    private static delegate* unmanaged<void*, void*, nuint, int, int> FindCopy(string network)
    {
        foreach (string library in RuntimeLibraries)
        {
            if (NativeLibrary.TryLoad(library, out nint handle) && NativeLibrary.TryGetExport(handle, CopyFunction, out nint address))
            {
                return (delegate* unmanaged<void*, void*, nuint, int, int>)address;
            }
        }

        throw new ProviderException($"{network}: a CUDA graph needs the CUDA runtime, expected one of {string.Join(", ", RuntimeLibraries)}, found none that the loader finds.");
    }

    private OrtValue Create(NativeTensor tensor) =>
        _parts.Add(OrtValue.CreateAllocatedTensorValue(_allocator, tensor.ElementType, tensor.Shape(tensor.Images)));

    private void Copy(string network, void* to, void* from, nuint bytes, int direction)
    {
        int status = _copy(to, from, bytes, direction);
        if (status != 0)
        {
            throw new InferenceException($"{network}: copying {bytes} bytes {(direction == HostToDevice ? "to" : "from")} the GPU failed with the CUDA error {status}.");
        }
    }
}
