using Fusion.Tracking;

namespace Fusion.Rigs;

/// <summary>All that the fusion keeps of one object over several cameras. Preallocated and reused.</summary>
internal sealed class RigObject(int cameras)
{
    /// <summary>By camera: its track's identity there, 0 where it does not follow the object.</summary>
    public int[] TrackIds { get; } = new int[cameras];

    /// <summary>By camera: where that track stands in the camera's last tracks; -1 where there is none. Set anew for each instant.</summary>
    public int[] Places { get; } = new int[cameras];

    public int Id { get; private set; }

    public ObjectGroup Group { get; private set; }

    public long FirstSeenNs { get; private set; }

    public long LastSeenNs { get; set; }

    /// <summary>Whether <see cref="Centre"/> means anything: a calibrated camera has placed it.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>Where its centre was at <see cref="CentreNs"/>.</summary>
    public GroundPlace Centre { get; set; }

    public long CentreNs { get; set; }

    public bool WasConfirmed { get; set; }

    /// <summary>Since when its views disagree; 0 where they do not.</summary>
    public long SplitSinceNs { get; set; }

    /// <summary>Another object that it may be, and since when.</summary>
    public int JoinId { get; set; }

    /// <inheritdoc cref="JoinId"/>
    public long JoinSinceNs { get; set; }

    public LaneAssignment Lane { get; set; }

    /// <summary>The camera that saw it last, and surest.</summary>
    public int LastCamera { get; set; }

    /// <summary>What was last written of it.</summary>
    public Track Last { get; set; }

    /// <summary>Whether a camera follows it.</summary>
    public bool HasView => TrackIds.AsSpan().ContainsAnyExcept(0);

    /// <summary>Becomes another object, which nobody has seen yet.</summary>
    public void Begin(int id, ObjectGroup group, long nowNs)
    {
        Array.Clear(TrackIds);
        Array.Fill(Places, -1);
        Id = id;
        Group = group;
        FirstSeenNs = nowNs;
        LastSeenNs = nowNs;
        IsPlaced = false;
        WasConfirmed = false;
        SplitSinceNs = 0;
        JoinId = 0;
        Lane = LaneAssignment.Unknown;
        Last = default;
    }
}
