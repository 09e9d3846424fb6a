using Perception.Diagnostics;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;

namespace Perception.Benchmarks;

/// <summary>What several pipelines do between two moments.</summary>
internal sealed class ScaleWindow
{
    private readonly IReadOnlyList<PerceptionPipeline> _pipelines;
    private readonly RigPipeline? _rig;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly long[] _read;
    private readonly long[] _published;
    private readonly long[] _drops;
    private readonly long _worlds;
    private readonly TimeSpan _processor;
    private readonly long _allocated;

    public ScaleWindow(IReadOnlyList<PerceptionPipeline> pipelines, RigPipeline? rig, TimeProvider time)
    {
        _pipelines = pipelines;
        _rig = rig;
        _time = time;
        foreach (PerceptionPipeline pipeline in pipelines)
        {
            pipeline.Monitor.RecentCaptureToPublish.Clear();
        }

        _read = [.. pipelines.Select(pipeline => pipeline.Monitor.FramesRead)];
        _published = [.. pipelines.Select(pipeline => pipeline.Monitor.FramesPublished)];
        _drops = [.. Enum.GetValues<DropCause>().Select(Dropped)];
        _worlds = rig?.Monitor.WorldsPublished ?? 0;
        _allocated = GC.GetTotalAllocatedBytes();
        _processor = Environment.CpuUsage.TotalTime;
        _started = time.GetTimestamp();
    }

    public CameraScalePoint Close(TimeSpan framePeriod)
    {
        double seconds = _time.GetElapsedTime(_started).TotalSeconds;
        double busy = (Environment.CpuUsage.TotalTime - _processor).TotalSeconds;
        long allocated = GC.GetTotalAllocatedBytes() - _allocated;
        long[] published = [.. _pipelines.Select((pipeline, i) => pipeline.Monitor.FramesPublished - _published[i])];
        long read = _pipelines.Select((pipeline, i) => pipeline.Monitor.FramesRead - _read[i]).Sum();
        LatencySummary[] latencies = [.. _pipelines.Select(pipeline => pipeline.Monitor.RecentCaptureToPublish.Summarise()).OrderBy(latency => latency.P50Ms)];
        double worst = latencies.Max(latency => latency.P99Ms);
        double fair = Math.Max(published.Sum(), 1) / (double)published.Length;
        return new CameraScalePoint
        {
            Cameras = _pipelines.Count,
            FramesInPerSecond = read / seconds,
            FramesOutPerSecond = published.Sum() / seconds,
            WorldsPerSecond = (_rig is null ? published.Sum() : _rig.Monitor.WorldsPublished - _worlds) / seconds,
            P50Ms = latencies[latencies.Length / 2].P50Ms,
            P99Ms = worst,
            P99Periods = worst / framePeriod.TotalMilliseconds,
            Drops = Enum.GetValues<DropCause>().Select((cause, i) => (Cause: cause, Count: Dropped(cause) - _drops[i])).Where(drop => drop.Count > 0)
                .ToDictionary(drop => WireNames.Of(drop.Cause), drop => drop.Count),
            LeastShare = published.Min() / fair,
            MostShare = published.Max() / fair,
            BusyCores = busy / seconds,
            AllocatedBytesPerFrame = allocated / (double)Math.Max(published.Sum(), 1),
            RssMb = ResidentMemory.Bytes / 1e6,
        };
    }

    private long Dropped(DropCause cause) => _pipelines.Sum(pipeline => pipeline.Monitor.Drops[cause]);
}
