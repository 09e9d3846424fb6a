using System.Runtime.Intrinsics;
using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>What the ground is made of at eight places at once. Thread safe.</summary>
internal sealed class GroundSurfaces
{
    private const float NarrowGore = 2.5f;
    private readonly RoadLayout _layout;
    private readonly float[] _from;
    private readonly float[] _surface;

    public GroundSurfaces(RoadLayout layout)
    {
        _layout = layout;
        _from = [.. layout.Bands.Select(band => band.From)];
        _surface = [.. layout.Bands.Select(band => (float)band.Surface)];
    }

    /// <summary>The number of each place's <see cref="Surface"/>.</summary>
    /// <param name="selection">Ramps and junctions near by.</param>
    /// <param name="s">Stations.</param>
    /// <param name="d">Offsets.</param>
    /// <param name="drivable">Mask of where the ego car may drive: lanes of its direction, ramps, the lane against it where it may pass, and where it may turn.</param>
    public Vector256<float> At(GroundSelection selection, Vector256<float> s, Vector256<float> d, out Vector256<float> drivable)
    {
        Vector256<float> right = EightWide.Of(_layout.DrivableRight);
        drivable = _layout.HasRoad ? Lanes(selection, s, d) : Vector256<float>.Zero;
        Vector256<float> fixedSurface = EightWide.Of(-1f);
        Vector256<float> beyond = Vector256.LessThan(d, right);
        if (EightWide.Any(beyond))
        {
            foreach (MergeRamp ramp in selection.Ramps)
            {
                (d, fixedSurface) = OnRamp(ramp, s, d, beyond, right, fixedSurface, ref drivable);
            }
        }

        foreach (Junction junction in selection.Junctions)
        {
            Vector256<float> inside = Vector256.GreaterThan(s, EightWide.Of(junction.StartS)) & Vector256.LessThan(s, EightWide.Of(junction.EndS));
            fixedSurface = EightWide.Select(inside, EightWide.Of((float)Surface.Asphalt), fixedSurface);
            drivable |= ForTurning(junction, s, d, inside);
        }

        Vector256<float> surface = EightWide.Of(_surface[0]);
        for (int band = 1; band < _from.Length; band++)
        {
            surface = EightWide.Select(Vector256.GreaterThanOrEqual(d, EightWide.Of(_from[band])), EightWide.Of(_surface[band]), surface);
        }

        return EightWide.Select(Vector256.GreaterThanOrEqual(fixedSurface, Vector256<float>.Zero), fixedSurface, surface);
    }

    private Vector256<float> Lanes(GroundSelection selection, Vector256<float> s, Vector256<float> d)
    {
        Vector256<float> left = EightWide.Of(_layout.DrivableLeft - _layout.LineLeft);
        foreach (PassingZone zone in selection.PassingZones)
        {
            Vector256<float> inside = Vector256.GreaterThan(s, EightWide.Of(zone.FromS)) & Vector256.LessThan(s, EightWide.Of(zone.ToS));
            left = EightWide.Select(inside, EightWide.Of(zone.Left), left);
        }

        return Vector256.GreaterThan(d, EightWide.Of(_layout.DrivableRight + _layout.LineRight)) & Vector256.LessThan(d, left);
    }

    /// <summary>Where cars turn: between the kerbs, and on the ego car's side also on the crosswalks.</summary>
    private static Vector256<float> ForTurning(Junction junction, Vector256<float> s, Vector256<float> d, Vector256<float> inside)
    {
        Vector256<float> near = Vector256.GreaterThan(s, EightWide.Of(junction.StartS - Junction.Crosswalk))
            & Vector256.LessThan(s, EightWide.Of(junction.EndS + Junction.Crosswalk)) & Vector256.LessThan(d, Vector256<float>.Zero);
        inside &= Vector256.LessThan(d, EightWide.Of(junction.Kerb));
        return Vector256.GreaterThan(d, EightWide.Of(-junction.Kerb)) & (inside | near);
    }

    private static (Vector256<float> D, Vector256<float> Fixed) OnRamp(
        MergeRamp ramp, Vector256<float> s, Vector256<float> d, Vector256<float> beyond, Vector256<float> right, Vector256<float> fixedSurface, ref Vector256<float> drivable)
    {
        Vector256<float> here = beyond & Vector256.GreaterThanOrEqual(s, EightWide.Of(ramp.StartS)) & Vector256.LessThanOrEqual(s, EightWide.Of(ramp.EndS));
        if (!EightWide.Any(here))
        {
            return (d, fixedSurface);
        }

        Vector256<float> asphalt = EightWide.Of((float)Surface.Asphalt);
        Vector256<float> gap = ramp.GapAt(s);
        Vector256<float> width = ramp.WidthAt(s);
        Vector256<float> beside = right - d;
        Vector256<float> inGap = here & Vector256.LessThan(beside, gap);
        Vector256<float> paved = Vector256.LessThan(gap, EightWide.Of(NarrowGore)) | Vector256.LessThan(beside, Vector256<float>.One)
            | Vector256.GreaterThan(beside, gap - Vector256<float>.One);
        Vector256<float> inLane = Vector256.AndNot(here & Vector256.LessThan(beside, gap + width), inGap);
        fixedSurface = EightWide.Select(inGap, EightWide.Select(paved, asphalt, EightWide.Of((float)Surface.Grass)), fixedSurface);
        fixedSurface = EightWide.Select(inLane, asphalt, fixedSurface);
        drivable |= inLane;
        return (EightWide.Select(Vector256.AndNot(Vector256.AndNot(here, inGap), inLane), d + gap + width, d), fixedSurface);
    }
}
