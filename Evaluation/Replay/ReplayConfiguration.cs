using Fusion.Tracking;

namespace Evaluation.Replay;

/// <summary>How the tracker runs over one family of data sets: one set of parameters for all of its sequences.</summary>
public sealed record ReplayConfiguration
{
    public required TrackerOptions Tracker { get; init; }

    /// <summary>How long a lost track is still written out while a nearer object hides so much of its box: truth goes on behind it.</summary>
    public TimeSpan HiddenCoasting { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <inheritdoc cref="HiddenCoasting"/>
    public double HiddenShare { get; init; } = 0.5;

    /// <summary>Whether boxes end at the image's border, as the data set's truth does.</summary>
    public bool IsClipped { get; init; }

    /// <summary>The detector's raw score that is as likely right as wrong, for object lists whose scores are log odds (lidar).</summary>
    public double RangedScoreCentre { get; init; }

    /// <summary>How much raw score turns those odds by a factor of e.</summary>
    public double RangedScoreScale { get; init; } = 1;

    /// <summary>Standard deviation of a lidar object's position, metres.</summary>
    public double RangedSigma { get; init; } = 0.3;
}
