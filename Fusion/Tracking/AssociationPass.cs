namespace Fusion.Tracking;

/// <summary>Which of the association's passes is running.</summary>
internal enum AssociationPass
{
    /// <summary>High scores against predicted boxes.</summary>
    Predicted,

    /// <summary>Low scores against what is left of the tracks seen lately.</summary>
    LowScore,

    /// <summary>High scores against the box where a track was last seen (OC-SORT's recovery).</summary>
    LastSeen,
}
