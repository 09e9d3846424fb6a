using System.ComponentModel.DataAnnotations;
using Fusion.World;

namespace Perception.Pipeline;

/// <summary>How one source's pipeline runs.</summary>
public sealed record PipelineOptions
{
    /// <summary>How fast a recorded drive is played; ignored for a live camera.</summary>
    public Pace Pace { get; init; } = Pace.Max;

    /// <summary>What the link behind capture does when the networks are slower than the frames come.</summary>
    public DeliveryPolicy CapturePolicy { get; init; } = DeliveryPolicy.Lossless;

    /// <summary>What the link behind publishing does when the recordings are slower than the messages come. What it drops was published.</summary>
    public DeliveryPolicy RecordingPolicy { get; init; } = DeliveryPolicy.Lossless;

    /// <summary>How many frames may wait behind capture under <see cref="DeliveryPolicy.LatencyBound"/>.</summary>
    [Range(1, 64)]
    public int WaitingFrames { get; init; } = 4;

    /// <summary>How many frames are in process at once; more hides more waiting, fewer bounds latency.</summary>
    [Range(1, 64)]
    public int FramesInFlight { get; init; } = 4;

    /// <summary>How many frames each network works on at once.</summary>
    [Range(1, 16)]
    public int WorkersPerNetwork { get; init; } = 1;

    /// <summary>The most detections of one frame that are kept, the best scores first.</summary>
    [Range(1, 10_000)]
    public int MaxDetections { get; init; } = 300;

    /// <summary>How many frames in a row a network may fail on before the pipeline gives up.</summary>
    [Range(1, 10_000)]
    public int MaxConsecutiveFailures { get; init; } = 10;

    /// <summary>How long a stop waits for the frames in process; what is left then is counted as <see cref="DropCause.Shutdown"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a recording that cannot go on (a full disk) ends the run; otherwise it alone ends, and health says so.</summary>
    public bool EndsOnRecordingFault { get; init; } = true;

    public WorldFusionOptions Fusion { get; init; } = new();

    /// <exception cref="ValidationException">A value lies outside its range.</exception>
    public void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
