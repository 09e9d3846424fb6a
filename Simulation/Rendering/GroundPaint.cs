using System.Runtime.Intrinsics;
using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>How much of eight pixels' footprints is paint.</summary>
/// <remarks>Filtered exactly over the footprint, which is lengthened by what the car drives while the shutter is open.</remarks>
internal static class GroundPaint
{
    /// <summary>Share of paint, 0 to 1.</summary>
    /// <param name="selection">The paint near by.</param>
    /// <param name="s">Stations.</param>
    /// <param name="d">Offsets.</param>
    /// <param name="spanS">Lengths of the footprints along the road, metres.</param>
    /// <param name="spanD">Their widths across.</param>
    /// <param name="wear">Of the paint, 0 to 1.</param>
    /// <param name="yellow">Mask.</param>
    public static Vector256<float> Coverage(
        GroundSelection selection, Vector256<float> s, Vector256<float> d, Vector256<float> spanS, Vector256<float> spanD, out Vector256<float> wear, out Vector256<float> yellow)
    {
        Vector256<float> best = Vector256<float>.Zero;
        wear = Vector256<float>.Zero;
        yellow = Vector256<float>.Zero;
        Vector256<float> shareS = Vector256<float>.One / spanS;
        Vector256<float> halfS = spanS * 0.5f;
        foreach (LaneMarking marking in selection.Markings)
        {
            Vector256<float> off = d - EightWide.Of(marking.Offset);
            Vector256<float> reach = (spanD + EightWide.Of(marking.Width)) * 0.5f;
            Vector256<float> within = Vector256<float>.AllBitsSet;
            if (marking.Offsets is not null)
            {
                within = Vector256.GreaterThanOrEqual(s, EightWide.Of(marking.StartS)) & Vector256.LessThanOrEqual(s, EightWide.Of(marking.EndS));
                off = d - marking.OffsetAt(s);
            }

            off = Vector256.Abs(off);
            within &= Vector256.LessThan(off, reach);
            if (!EightWide.Any(within))
            {
                continue;
            }

            Vector256<float> across = EightWide.Min(reach - off, EightWide.Min(EightWide.Of(marking.Width), spanD)) / spanD;
            Vector256<float> along = Overlap(s, halfS, shareS, marking.StartS, marking.EndS);
            if (marking.Dash > 0)
            {
                along = EightWide.Min(along, Dashes(marking, s, spanS, halfS, shareS));
            }

            Vector256<float> coverage = across * along;
            Vector256<float> better = within & Vector256.GreaterThan(coverage, best);
            best = EightWide.Select(better, coverage, best);
            wear = EightWide.Select(better, EightWide.Of(marking.Wear), wear);
            yellow = marking.Colour == PaintColour.Yellow ? yellow | better : Vector256.AndNot(yellow, better);
        }

        foreach (CrossMarking crossing in selection.Crossings)
        {
            Vector256<float> along = Overlap(s, halfS, shareS, crossing.StartS, crossing.EndS);
            if (!EightWide.Any(Vector256.GreaterThan(along, best)))
            {
                continue;
            }

            Vector256<float> coverage = along * Across(crossing, d, spanD);
            Vector256<float> better = Vector256.GreaterThan(coverage, best);
            best = EightWide.Select(better, coverage, best);
            wear = EightWide.Select(better, EightWide.Of(crossing.Wear), wear);
            yellow = Vector256.AndNot(yellow, better);
        }

        return EightWide.Min(best, Vector256<float>.One);
    }

    private static Vector256<float> Dashes(LaneMarking marking, Vector256<float> s, Vector256<float> spanS, Vector256<float> halfS, Vector256<float> shareS)
    {
        float period = marking.Dash + marking.Gap;
        Vector256<float> phase = (s - EightWide.Of(marking.StartS)) * (1f / period);
        phase = (phase - Vector256.Floor(phase)) * period;
        Vector256<float> dash = Overlap(phase, halfS, shareS, 0, marking.Dash)
            + Overlap(phase, halfS, shareS, period, period + marking.Dash)
            + Overlap(phase, halfS, shareS, -period, marking.Dash - period);
        return EightWide.Select(Vector256.GreaterThan(spanS, EightWide.Of(period * 1.5f)), EightWide.Of(marking.Dash / period), dash);
    }

    private static Vector256<float> Across(CrossMarking crossing, Vector256<float> d, Vector256<float> spanD)
    {
        Vector256<float> shareD = Vector256<float>.One / spanD;
        Vector256<float> halfD = spanD * 0.5f;
        Vector256<float> across = Overlap(d, halfD, shareD, crossing.Right, crossing.Left);
        if (crossing.StripePeriod <= 0)
        {
            return across;
        }

        float period = crossing.StripePeriod;
        Vector256<float> phase = (d - EightWide.Of(crossing.Right)) * (1f / period);
        phase = (phase - Vector256.Floor(phase)) * period;
        Vector256<float> stripe = Overlap(phase, halfD, shareD, 0, period / 2) + Overlap(phase, halfD, shareD, period, period * 1.5f);
        stripe = EightWide.Select(Vector256.GreaterThan(spanD, EightWide.Of(period)), EightWide.Of(0.5f), stripe);
        return EightWide.Min(across, stripe);
    }

    /// <summary>Share of a footprint that lies within a range.</summary>
    private static Vector256<float> Overlap(Vector256<float> centre, Vector256<float> half, Vector256<float> share, float from, float to) =>
        EightWide.Max(Vector256<float>.Zero, (EightWide.Min(centre + half, EightWide.Of(to)) - EightWide.Max(centre - half, EightWide.Of(from))) * share);
}
