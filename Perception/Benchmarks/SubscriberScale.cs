namespace Perception.Benchmarks;

/// <summary>A sweep over subscribers and what each one more costs.</summary>
/// <param name="Points">In the order of the sweep.</param>
public sealed record SubscriberScale(IReadOnlyList<SubscriberScalePoint> Points)
{
    /// <summary>Processor time that each further subscriber adds to a frame, milliseconds: the slope of the line of least squares.</summary>
    public double CostMsPerSubscriber => SoakBenchmark.Slope([.. Points.Select(point => ((double)point.Subscribers, point.CpuMsPerFrame))]);

    /// <summary>That as a share of the processor time of a frame with the fewest subscribers; the goal is at most 0.02.</summary>
    public double CostShare => Points.Count == 0 ? 0 : CostMsPerSubscriber / Points[0].CpuMsPerFrame;
}
