using System.ComponentModel.DataAnnotations;

namespace Fusion.Rigs;

/// <summary>How the tracks of several cameras become the tracks of the vehicle.</summary>
public sealed class RigFusionOptions
{
    /// <summary>Tracks of two cameras are one object within this Mahalanobis distance of their centres on the ground.</summary>
    [Range(0.5, 10.0)]
    public double JoinGate { get; init; } = 3;

    /// <summary>Tracks that were one object are two again beyond this distance.</summary>
    [Range(0.5, 30.0)]
    public double SplitGate { get; init; } = 5;

    /// <summary>
    /// A camera's track leaves its object for another one that it fits better by this: the difference of the squared Mahalanobis distances is more
    /// than its square.
    /// </summary>
    [Range(0.5, 30.0)]
    public double SwitchMargin { get; init; } = 2;

    /// <summary>Objects that were told apart must be within the join gate for so long before they are one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan JoinAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>One object must be beyond the split gate, or a track fit another object better, for so long before they part.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan SplitAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What mounting, calibration and the unknown shape of an object add to each view's place, standard deviation in metres.</summary>
    [Range(0.0, 5.0)]
    public double PlaceSigma { get; init; } = 0.5;

    /// <summary>What the unknown size of an object adds to each view's range, standard deviation as a share of it: a camera measures directions well, ranges badly.</summary>
    [Range(0.0, 1.0)]
    public double RangeShare { get; init; } = 0.1;

    /// <summary>Root of the acceleration density of an object between a camera's frame and the instant, m/s^1.5.</summary>
    [Range(0.0, 20.0)]
    public double Acceleration { get; init; } = 2;

    /// <summary>How long a camera's last tracks stand for it while no frame of it comes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan CameraMemory { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a confirmed object that no camera follows any more keeps its identity for the next camera to take up.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most objects at a time; memory for them is taken at the start.</summary>
    [Range(1, 65536)]
    public int MaximumObjects { get; init; } = 512;
}
