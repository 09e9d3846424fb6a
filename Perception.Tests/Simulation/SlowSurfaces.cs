using Simulation.Rendering;
using Simulation.Roads;

namespace Perception.Tests.Simulation;

/// <summary>What the ground is made of, one place at a time: what <see cref="GroundSurfaces"/> must agree with.</summary>
internal static class SlowSurfaces
{
    private const float NarrowGore = 2.5f;

    public static Surface At(RoadLayout layout, float s, float d, out bool drivable)
    {
        float right = layout.DrivableRight;
        drivable = layout.HasRoad && d > right + layout.LineRight && d < layout.DrivableLeft - layout.LineLeft;
        foreach (PassingZone zone in layout.PassingZones)
        {
            drivable |= s > zone.FromS && s < zone.ToS && d > right + layout.LineRight && d < zone.Left;
        }

        foreach (Junction junction in layout.Junctions)
        {
            drivable |= IsForTurning(junction, s, d);
        }

        if (layout.IsInJunction(s))
        {
            return Surface.Asphalt;
        }

        if (d < right)
        {
            foreach (MergeRamp ramp in layout.Ramps)
            {
                if (s < ramp.StartS || s > ramp.EndS)
                {
                    continue;
                }

                float gap = ramp.GapAt(s);
                float beside = right - d;
                if (beside < gap)
                {
                    return gap < NarrowGore || beside < 1f || beside > gap - 1f ? Surface.Asphalt : Surface.Grass;
                }

                float width = ramp.WidthAt(s);
                if (beside < gap + width)
                {
                    drivable = layout.HasRoad;
                    return Surface.Asphalt;
                }

                d += gap + width;
                break;
            }
        }

        return layout.Bands.Last(band => band.From <= d).Surface;
    }

    private static bool IsForTurning(Junction junction, float s, float d) =>
        d > -junction.Kerb && ((d < junction.Kerb && s > junction.StartS && s < junction.EndS)
            || (d < 0 && s > junction.StartS - Junction.Crosswalk && s < junction.EndS + Junction.Crosswalk));
}
