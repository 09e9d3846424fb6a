using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Benchmarks;

/// <summary>Counts what the whole process allocates on the managed heap between frames; sits behind publishing like a recording.</summary>
public sealed class AllocationMeter : IWorldSink
{
    private readonly int _warmUpFrames;
    private long _frames;
    private long _bytesAtStart;
    private long _bytesAtEnd;

    /// <param name="warmUpFrames">Frames that are not counted: pools and compiled code grow in them.</param>
    public AllocationMeter(int warmUpFrames) => _warmUpFrames = warmUpFrames;

    /// <summary>Managed bytes a frame after the warm-up; 0 where the drive was not longer than that.</summary>
    public double BytesPerFrame => _frames <= _warmUpFrames + 1 ? 0 : (_bytesAtEnd - _bytesAtStart) / (double)(_frames - _warmUpFrames - 1);

    public void Write(WorldMessage message, Mat image)
    {
        // Only the precise count sees allocations smaller than a thread's allocation buffer.
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        if (_frames == _warmUpFrames)
        {
            _bytesAtStart = bytes;
        }

        _bytesAtEnd = bytes;
        _frames++;
    }

    public void Dispose()
    {
    }
}
