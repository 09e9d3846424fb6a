using System.ComponentModel.DataAnnotations;

namespace Fusion.Tracking;

/// <summary>How one group of classes is associated, filtered, started and ended: vehicles move unlike pedestrians.</summary>
public sealed record GroupOptions
{
    /// <summary>The service's for cars, vans, trucks and buses: rigid, so their boxes are sharper, and fast, so their size changes faster.</summary>
    public static GroupOptions Vehicle { get; } = new() { BoxNoise = 0.03, SizeAcceleration = 0.6 };

    /// <summary>Detections below this score are not looked at.</summary>
    [Range(0.0, 1.0)]
    public float MinimumScore { get; init; } = 0.1f;

    /// <summary>Detections from this score on take part in the first association; the others only continue tracks that it left over.</summary>
    [Range(0.0, 1.0)]
    public float HighScore { get; init; } = 0.45f;

    /// <summary>A detection that continues no track starts one from this score on.</summary>
    [Range(0.0, 1.0)]
    public float BirthScore { get; init; } = 0.45f;

    /// <summary>No track starts where a tracked object of the same group covers the box by more than this overlap (IoU).</summary>
    [Range(0.0, 1.0)]
    public float BirthOverlap { get; init; } = 0.4f;

    /// <summary>Evidence (log odds) that a detection of score 1 adds, above one of score <see cref="EvidenceZero"/>, which adds none.</summary>
    [Range(0.01, 100.0)]
    public float EvidenceGain { get; init; } = 4;

    /// <inheritdoc cref="EvidenceGain"/>
    [Range(0.0, 1.0)]
    public float EvidenceZero { get; init; } = 0.3f;

    /// <summary>Evidence that a frame without a detection takes away.</summary>
    [Range(0.0, 100.0)]
    public float MissEvidence { get; init; } = 1;

    /// <summary>Evidence from which on a track is confirmed.</summary>
    [Range(0.0, 100.0)]
    public float ConfirmEvidence { get; init; } = 3;

    /// <summary>Evidence is kept below this bound, so that a long-lived track can still be doubted.</summary>
    [Range(0.1, 100.0)]
    public float MaximumEvidence { get; init; } = 8;

    /// <summary>A tentative track that is not seen for this long is removed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan TentativeTimeout { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>A confirmed track that is not seen for this long is removed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LostTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Least overlap (IoU) in the first association, in the second (low scores), and in the third (by last seen box).</summary>
    [Range(0.0, 1.0)]
    public float FirstGate { get; init; } = 0.35f;

    /// <inheritdoc cref="FirstGate"/>
    [Range(0.0, 1.0)]
    public float SecondGate { get; init; } = 0.4f;

    /// <inheritdoc cref="FirstGate"/>
    [Range(0.0, 1.0)]
    public float ThirdGate { get; init; } = 0.3f;

    /// <summary>Weight of the agreement in direction of motion (observation-centric momentum).</summary>
    [Range(0.0, 2.0)]
    public float MomentumWeight { get; init; } = 0.1f;

    /// <summary>Standard deviation of a certain detection's box, as a share of its size.</summary>
    [Range(0.001, 1.0)]
    public double BoxNoise { get; init; } = 0.06;

    /// <summary>How much wider the noise of a detection with score 0 is than that of score 1.</summary>
    [Range(0.0, 10.0)]
    public double ScoreNoise { get; init; } = 2;

    /// <summary>Spread of a box's unknown first velocity, box sizes a second.</summary>
    [Range(0.01, 50.0)]
    public double InitialBoxVelocity { get; init; } = 1.5;

    /// <summary>Share of the ego vehicle's way ahead by which objects are expected to come nearer: 1 where all stand, less where some drive.</summary>
    [Range(0.0, 1.0)]
    public double AdvanceShare { get; init; } = 0.8;

    /// <summary>Root of the acceleration density of a box's centre, box sizes · s^-1.5.</summary>
    [Range(0.01, 50.0)]
    public double CentreAcceleration { get; init; } = 1.2;

    /// <summary>Root of the acceleration density of a box's size, box sizes · s^-1.5.</summary>
    [Range(0.01, 50.0)]
    public double SizeAcceleration { get; init; } = 0.3;
}
