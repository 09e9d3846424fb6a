namespace Perception.Benchmarks;

/// <summary>What a number of subscribers came to.</summary>
public sealed record SubscriberScalePoint
{
    public required int Subscribers { get; init; }

    public required double FramesPerSecond { get; init; }

    /// <summary>Capture to publish, milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double P99Ms { get; init; }

    /// <summary>Processor time of the service a frame, milliseconds; the subscribers' is their own process's.</summary>
    public required double CpuMsPerFrame { get; init; }

    /// <summary>The call that publishes, milliseconds, median.</summary>
    public required double PublishMs { get; init; }

    public required double AllocatedBytesPerFrame { get; init; }

    public required double RssMb { get; init; }

    /// <summary>Frames lost, of every cause.</summary>
    public required long Drops { get; init; }
}
