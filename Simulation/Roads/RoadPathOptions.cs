namespace Simulation.Roads;

/// <summary>How winding and hilly a generated road is.</summary>
public sealed record RoadPathOptions
{
    /// <summary>Largest curvature, 1/m.</summary>
    public float MaximumCurvature { get; init; } = 1f / 1200f;

    /// <summary>Largest grade, rise over run.</summary>
    public float MaximumGrade { get; init; } = 0.02f;

    /// <summary>Share of stretches that are straight.</summary>
    public float StraightShare { get; init; } = 0.35f;

    /// <summary>Typical length of a stretch of constant curvature, metres.</summary>
    public float StretchLength { get; init; } = 160f;

    /// <summary>Typical length of a transition, metres.</summary>
    public float TransitionLength { get; init; } = 80f;

    /// <summary>Super-elevation (slope) for each 1/m of curvature.</summary>
    public float BankPerCurvature { get; init; } = 25f;

    /// <summary>Largest super-elevation, slope.</summary>
    public float MaximumBank { get; init; } = 0.06f;
}
