namespace Simulation.Roads;

/// <summary>What lies across the road: lanes, surfaces, paint, ramps and junctions along a <see cref="RoadPath"/>.</summary>
/// <remarks>Immutable and thread safe. Offsets d in metres, positive to the left.</remarks>
public sealed record RoadLayout
{
    /// <summary>Over how many metres a kerb drops to a junction.</summary>
    private const float KerbDrop = 1.5f;

    public required RoadPath Path { get; init; }

    /// <summary>Ascending by their right border; the first begins at minus infinity.</summary>
    public required SurfaceBand[] Bands { get; init; }

    public required IReadOnlyList<Lane> Lanes { get; init; }

    public required LaneMarking[] Markings { get; init; }

    public CrossMarking[] CrossMarkings { get; init; } = [];

    public MergeRamp[] Ramps { get; init; } = [];

    public Junction[] Junctions { get; init; } = [];

    /// <summary>Right border of the lanes in the ego car's direction.</summary>
    public required float DrivableRight { get; init; }

    /// <summary>Left border of the lanes in the ego car's direction.</summary>
    public required float DrivableLeft { get; init; }

    /// <summary>How far the right lane line reaches into the right lane, metres: nobody drives on a solid line.</summary>
    public float LineRight { get; init; }

    /// <summary>How far the left line reaches into the left lane, metres.</summary>
    public float LineLeft { get; init; }

    /// <summary>Where the ego car may pass others on the lane of the oncoming traffic: a single dashed line divides the two.</summary>
    public PassingZone[] PassingZones { get; init; } = [];

    /// <summary>False where there is no road at all.</summary>
    public bool HasRoad { get; init; } = true;

    /// <summary>Unevenness of the land beside the road, metres.</summary>
    public float TerrainRelief { get; init; } = 3f;

    /// <summary>Metres above the carriageway's plane, kerbs and ditches included, without the wider terrain.</summary>
    public float HeightAt(float s, float d)
    {
        float height = Bands[BandAt(d)].Height;
        foreach (Junction junction in Junctions)
        {
            float outside = Math.Max(junction.StartS - s, s - junction.EndS);
            if (outside < KerbDrop)
            {
                height *= Math.Clamp(outside / KerbDrop, 0f, 1f);
            }
        }

        return height;
    }

    public bool IsInJunction(float s)
    {
        foreach (Junction junction in Junctions)
        {
            if (s > junction.StartS && s < junction.EndS)
            {
                return true;
            }
        }

        return false;
    }

    private int BandAt(float d)
    {
        int band = 0;
        while (band + 1 < Bands.Length && Bands[band + 1].From <= d)
        {
            band++;
        }

        return band;
    }
}
