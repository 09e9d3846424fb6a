namespace Fusion.Rigs;

/// <summary>All that the fusion keeps of one object over several cameras. Preallocated and reused.</summary>
internal sealed class RigObject(int cameras)
{
    /// <summary>By camera: its track's identity there, 0 where it does not follow the object.</summary>
    public int[] TrackIds { get; } = new int[cameras];

    /// <summary>By camera: where that track stands in the camera's last tracks; -1 where there is none. Set anew for each instant.</summary>
    public int[] Places { get; } = new int[cameras];

    public int Id { get; set; }

    public Tracking.ObjectGroup Group { get; set; }

    public long FirstSeenNs { get; set; }

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

    public Tracking.LaneAssignment Lane { get; set; }

    public Tracking.Track Last { get; set; }

    /// <summary>How many cameras follow it.</summary>
    public int Views
    {
        get
        {
            int count = 0;
            foreach (int id in TrackIds)
            {
                count += id != 0 ? 1 : 0;
            }

            return count;
        }
    }
}
