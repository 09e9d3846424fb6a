using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Host memory that a GPU copies to and from without a detour. Disposed after the tensors in it and before the session.</summary>
internal sealed class PinnedMemory : IDisposable
{
    private readonly OrtMemoryInfo _memoryInfo;

    public PinnedMemory(InferenceSession session, int deviceId)
    {
        _memoryInfo = new OrtMemoryInfo("CudaPinned", OrtAllocatorType.DeviceAllocator, deviceId, OrtMemType.CpuOutput);
        try
        {
            Allocator = new OrtAllocator(session, _memoryInfo);
        }
        catch
        {
            _memoryInfo.Dispose();
            throw;
        }
    }

    public OrtAllocator Allocator { get; }

    public void Dispose()
    {
        Allocator.Dispose();
        _memoryInfo.Dispose();
    }
}
