using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>What of a road lies in a range of stations: paint, ramps, junctions. One thread at a time.</summary>
internal sealed class GroundSelection
{
    public List<LaneMarking> Markings { get; } = [];

    public List<CrossMarking> Crossings { get; } = [];

    public List<MergeRamp> Ramps { get; } = [];

    public List<Junction> Junctions { get; } = [];

    public List<PassingZone> PassingZones { get; } = [];

    /// <summary>Keeps of <paramref name="all"/> what lies from one station to another.</summary>
    public void Choose(GroundSelection all, float fromS, float toS)
    {
        Clear();
        foreach (LaneMarking marking in all.Markings)
        {
            if (marking.EndS > fromS && marking.StartS < toS)
            {
                Markings.Add(marking);
            }
        }

        foreach (CrossMarking crossing in all.Crossings)
        {
            if (crossing.EndS > fromS && crossing.StartS < toS)
            {
                Crossings.Add(crossing);
            }
        }

        foreach (MergeRamp ramp in all.Ramps)
        {
            if (ramp.EndS > fromS && ramp.StartS < toS)
            {
                Ramps.Add(ramp);
            }
        }

        foreach (Junction junction in all.Junctions)
        {
            if (junction.EndS + Junction.Crosswalk > fromS && junction.StartS - Junction.Crosswalk < toS)
            {
                Junctions.Add(junction);
            }
        }

        foreach (PassingZone zone in all.PassingZones)
        {
            if (zone.ToS > fromS && zone.FromS < toS)
            {
                PassingZones.Add(zone);
            }
        }
    }

    /// <summary>Keeps everything of a road in a range of stations.</summary>
    public void Choose(RoadLayout layout, float fromS, float toS)
    {
        GroundSelection all = new();
        all.Markings.AddRange(layout.Markings);
        all.Crossings.AddRange(layout.CrossMarkings);
        all.Ramps.AddRange(layout.Ramps);
        all.Junctions.AddRange(layout.Junctions);
        all.PassingZones.AddRange(layout.PassingZones);
        Choose(all, fromS, toS);
    }

    private void Clear()
    {
        Markings.Clear();
        Crossings.Clear();
        Ramps.Clear();
        Junctions.Clear();
        PassingZones.Clear();
    }
}
