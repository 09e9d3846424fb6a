using System.ComponentModel.DataAnnotations;

namespace Fusion.Tracking;

/// <summary>How object lists of ranging sensors continue, support and start tracks.</summary>
public sealed class RangedOptions
{
    /// <summary>Objects below this score are not looked at.</summary>
    [Range(0.0, 1.0)]
    public float MinimumScore { get; init; } = 0.1f;

    /// <summary>An object that continues no track starts one from this score on.</summary>
    [Range(0.0, 1.0)]
    public float BirthScore { get; init; } = 0.5f;

    /// <summary>An object continues, by itself, a track that the camera did not see from this score on.</summary>
    [Range(0.0, 1.0)]
    public float ContinueScore { get; init; } = 0.3f;

    /// <summary>Evidence (log odds) that an object of score 1 adds above one of score <see cref="EvidenceZero"/>.</summary>
    [Range(0.0, 100.0)]
    public float EvidenceGain { get; init; } = 3;

    /// <inheritdoc cref="EvidenceGain"/>
    [Range(0.0, 1.0)]
    public float EvidenceZero { get; init; } = 0.1f;

    /// <summary>Least affinity, the mean of box overlap and nearness on the ground (or either where the other is not known).</summary>
    [Range(0.0, 1.0)]
    public float Gate { get; init; } = 0.25f;

    /// <summary>How sharply nearness falls: it is exp(-d² / (2 · scale²)) with the Mahalanobis distance d.</summary>
    [Range(0.1, 20.0)]
    public double NearnessScale { get; init; } = 2;

    /// <summary>Weight of the box overlap in the affinity where both are known; the rest is nearness.</summary>
    [Range(0.0, 1.0)]
    public float OverlapWeight { get; init; } = 0.7f;

    /// <summary>No track starts where the box of a track that was seen covers the object's by more than this (IoU).</summary>
    [Range(0.0, 1.0)]
    public float BirthOverlap { get; init; } = 0.5f;

    /// <summary>How far a projected box is trusted as a detection's, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double BoxTrust { get; init; } = 0.5;

    /// <summary>The same where the camera saw the object too: two sensors' boxes err independently, so their mean is nearer. 0 leaves the camera's alone.</summary>
    [Range(0.0, 1.0)]
    public double SecondBoxTrust { get; init; } = 0.5;

    /// <summary>Standard deviation of a metric box's middle, metres.</summary>
    [Range(0.001, 10.0)]
    public double CuboidSigma { get; init; } = 0.15;

    /// <summary>Root of its acceleration density, m/s^1.5.</summary>
    [Range(0.01, 100.0)]
    public double CuboidAcceleration { get; init; } = 2.5;

    /// <summary>A metric box's size is the mean of so many measurements.</summary>
    [Range(1, 1000)]
    public int CuboidMemory { get; init; } = 20;

    /// <summary>How much of a new heading and height above ground is taken over.</summary>
    [Range(0.01, 1.0)]
    public double CuboidHeadingGain { get; init; } = 0.5;

    /// <summary>
    /// Follow ranged objects where there is no calibrated camera. Their tracks have no image box (all zero).
    /// </summary>
    public bool WithoutCamera { get; init; }
}
