using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Benchmarks;

/// <summary>Measures by how much the distances in time at which frames are released differ from those at which they were captured.</summary>
/// <remarks>Sits behind publishing like a recording. Frames that were dropped between two published ones lengthen both distances alike.</remarks>
public sealed class PacingMeter : IWorldSink
{
    private readonly TimeProvider _time;
    private readonly List<double> _errorsMs = [];
    private long _lastCaptureNs;
    private long _lastTimestamp;
    private bool _hasLast;

    public PacingMeter(TimeProvider time) => _time = time;

    /// <summary>How many distances were measured.</summary>
    public int Count => _errorsMs.Count;

    /// <summary>The error that a share of the distances does not exceed, milliseconds; null before the second frame.</summary>
    /// <param name="share">0 to 1.</param>
    public double? ErrorMs(double share)
    {
        double[] sorted = [.. _errorsMs.Order()];
        return sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public bool Write(WorldMessage message, Mat image)
    {
        if (_hasLast)
        {
            double released = _time.GetElapsedTime(_lastTimestamp, message.CaptureTimestamp).TotalMilliseconds;
            _errorsMs.Add(Math.Abs(released - ((message.CaptureTimeNs - _lastCaptureNs) / 1e6)));
        }

        _hasLast = true;
        _lastCaptureNs = message.CaptureTimeNs;
        _lastTimestamp = message.CaptureTimestamp;
        return true;
    }

    public void Dispose()
    {
    }
}
