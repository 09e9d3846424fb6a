namespace Perception.Benchmarks;

/// <summary>What a number of cameras came to.</summary>
public sealed record CameraScalePoint
{
    public required int Cameras { get; init; }

    /// <summary>Frames a second that the cameras delivered, together.</summary>
    public required double FramesInPerSecond { get; init; }

    /// <summary>Frames a second that are in published worlds, together.</summary>
    public required double FramesOutPerSecond { get; init; }

    /// <summary>World messages a second; a rig makes one of several frames.</summary>
    public required double WorldsPerSecond { get; init; }

    /// <summary>Capture to publish of every camera's frames, milliseconds: the median camera's median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The worst camera's 99th percentile.</summary>
    public required double P99Ms { get; init; }

    /// <summary>That in periods of the drive's frames.</summary>
    public required double P99Periods { get; init; }

    /// <summary>Frames lost, by cause; causes without losses are left out.</summary>
    public required IReadOnlyDictionary<string, long> Drops { get; init; }

    /// <summary>Frames that had neither come out nor been counted as lost once all cameras had ended; 0 is right.</summary>
    public long Unaccounted { get; init; }

    /// <summary>The least and the most worlds that a camera's frames are in, as a share of what a fair part would be.</summary>
    public required double LeastShare { get; init; }

    /// <inheritdoc cref="LeastShare"/>
    public required double MostShare { get; init; }

    /// <summary>Processor seconds a second.</summary>
    public required double BusyCores { get; init; }

    /// <summary>Managed heap allocated for each frame that came out, whole process, bytes.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    public required double RssMb { get; init; }
}
