using Fusion.Lanes;

namespace Fusion.Rigs;

/// <summary>A lane boundary on the road: y(x) = C0 + C1 x + C2 x² + C3 x³, ego frame, metres.</summary>
internal readonly record struct LaneCubic(bool IsKnown, double C0, double C1, double C2, double C3, double ViewFar)
{
    public static LaneCubic Of(LaneLine line) => line.IsPresent && line.IsMetric && double.IsFinite(line.C0 + line.C1 + line.C2 + line.C3 + line.ViewFar)
        ? new LaneCubic(true, line.C0, line.C1, line.C2, line.C3, line.ViewFar)
        : default;

    // Behind the camera there is no paint to go by: the boundary goes on as it begins.
    public double At(double x)
    {
        double ahead = Math.Max(x, 0);
        return C0 + (C1 * Math.Min(x, 0)) + (ahead * (C1 + (ahead * (C2 + (ahead * C3)))));
    }
}
