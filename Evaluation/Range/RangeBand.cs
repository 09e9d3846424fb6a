using Evaluation.Metrics;

namespace Evaluation.Range;

/// <summary>Range errors of the objects in a band of distance; NaN where there is none.</summary>
/// <param name="From">Least true depth, metres.</param>
/// <param name="To">Greatest.</param>
/// <param name="Count">Number of boxes.</param>
/// <param name="AbsoluteRelativeError">Mean of |z - z*| / z* of the centre's depth.</param>
/// <param name="Bias">Mean of (z - z*) / z*.</param>
/// <param name="NearestAbsoluteRelativeError">The same mean error of the nearest face's depth.</param>
/// <param name="LateralError">Mean absolute lateral error of the centre, metres.</param>
/// <param name="NearestDeviations">How the nearest face's depth lies within its stated deviations; null where there is none.</param>
public sealed record RangeBand(
    double From, double To, int Count, double AbsoluteRelativeError, double Bias, double NearestAbsoluteRelativeError,
    double LateralError, DeviationScore? NearestDeviations)
{
    public static RangeBand Of(double from, double to, IReadOnlyCollection<RangeSample> all)
    {
        List<RangeSample> samples = [.. all.Where(sample => sample.TrueDepth >= from && sample.TrueDepth < to)];
        if (samples.Count == 0)
        {
            return new RangeBand(from, to, 0, double.NaN, double.NaN, double.NaN, double.NaN, null);
        }

        DeviationTally deviations = new();
        foreach (RangeSample sample in samples)
        {
            deviations.Add(sample.NearestDepth - sample.TrueNearestDepth, sample.NearestDepthVariance);
        }

        return new RangeBand(
            from, to, samples.Count,
            samples.Average(sample => Math.Abs(sample.Depth - sample.TrueDepth) / sample.TrueDepth),
            samples.Average(sample => (sample.Depth - sample.TrueDepth) / sample.TrueDepth),
            samples.Average(sample => Math.Abs(sample.NearestDepth - sample.TrueNearestDepth) / Math.Max(sample.TrueNearestDepth, 1)),
            samples.Average(sample => Math.Abs(sample.Lateral - sample.TrueLateral)),
            deviations.Score);
    }
}
