namespace Evaluation.Range;

/// <summary>Range errors of the objects in a band of distance; NaN, all of them, where there is none.</summary>
/// <param name="From">Least true depth, metres.</param>
/// <param name="To">Greatest.</param>
/// <param name="Count">Number of boxes.</param>
/// <param name="AbsoluteRelativeError">Mean of |z - z*| / z* of the centre's depth.</param>
/// <param name="Bias">Mean of (z - z*) / z*.</param>
/// <param name="NearestAbsoluteRelativeError">The same mean error of the nearest face's depth.</param>
/// <param name="LateralError">Mean absolute lateral error of the centre, metres.</param>
/// <param name="Inside1">Share of nearest-face depths within one stated standard deviation (0.683 would be exact).</param>
/// <param name="Inside2">Within two (0.954).</param>
/// <param name="Inside3">Within three (0.997).</param>
/// <param name="Nees">Mean normalised estimation error squared of that depth (1 would be exact).</param>
public sealed record RangeBand(
    double From, double To, int Count, double AbsoluteRelativeError, double Bias, double NearestAbsoluteRelativeError,
    double LateralError, double Inside1, double Inside2, double Inside3, double Nees)
{
    public static RangeBand Of(double from, double to, IReadOnlyCollection<RangeSample> all)
    {
        List<RangeSample> samples = [.. all.Where(sample => sample.TrueDepth >= from && sample.TrueDepth < to)];
        if (samples.Count == 0)
        {
            return new RangeBand(from, to, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        double Inside(double sigmas) => samples.Average(sample => Normalised(sample) <= sigmas * sigmas ? 1.0 : 0.0);
        return new RangeBand(
            from, to, samples.Count,
            samples.Average(sample => Math.Abs(sample.Depth - sample.TrueDepth) / sample.TrueDepth),
            samples.Average(sample => (sample.Depth - sample.TrueDepth) / sample.TrueDepth),
            samples.Average(sample => Math.Abs(sample.NearestDepth - sample.TrueNearestDepth) / Math.Max(sample.TrueNearestDepth, 1)),
            samples.Average(sample => Math.Abs(sample.Lateral - sample.TrueLateral)),
            Inside(1), Inside(2), Inside(3), samples.Average(Normalised));
    }

    private static double Normalised(RangeSample sample)
    {
        double error = sample.NearestDepth - sample.TrueNearestDepth;
        return error * error / sample.NearestDepthVariance;
    }
}
