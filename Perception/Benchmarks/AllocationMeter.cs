using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Benchmarks;

/// <summary>Counts what the whole process allocates on the managed heap between two frames; sits behind publishing like a recording.</summary>
public sealed class AllocationMeter : IWorldSink
{
    private readonly long _first;
    private readonly long _last;
    private long _frames;
    private long _bytesAtFirst;
    private long _bytes;

    /// <param name="first">Frame at which counting begins: pools and compiled code grow before it.</param>
    /// <param name="last">Frame at which it ends.</param>
    public AllocationMeter(long first, long last)
    {
        _first = first;
        _last = last;
    }

    /// <summary>Managed bytes a frame between the two; null where the drive was too short to have both.</summary>
    public double? BytesPerFrame => _frames > _last && _last > _first ? _bytes / (double)(_last - _first) : null;

    public bool Write(WorldMessage message, Mat image)
    {
        if (_frames == _first)
        {
            _bytesAtFirst = Allocated();
        }
        else if (_frames == _last)
        {
            _bytes = Allocated() - _bytesAtFirst;
        }

        _frames++;
        return true;
    }

    public void Dispose()
    {
    }

    /// <summary>Only the precise count sees allocations smaller than a thread's allocation buffer; it stops all threads, so it is asked for twice only.</summary>
    private static long Allocated() => GC.GetTotalAllocatedBytes(precise: true);
}
