using Fusion.Tracking;

namespace Fusion.World;

/// <summary>What the lane assigner remembers of one track.</summary>
internal struct LaneMemory
{
    public int TrackId;

    /// <summary>The lane it is said to be in.</summary>
    public LaneAssignment Lane;

    /// <summary>Another lane that it is seen in, and since when.</summary>
    public LaneAssignment Candidate;

    /// <inheritdoc cref="Candidate"/>
    public long CandidateSinceNs;
}
