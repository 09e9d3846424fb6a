using Perception.Benchmarks;

namespace Perception.Tests.Benchmarks;

public sealed class SlopeTests
{
    [Fact]
    public void Slope_PointsOnALine_IsTheLines() =>
        Assert.Equal(3, SoakBenchmark.Slope([(0, 1), (1, 4), (2, 7)]), precision: 12);

    [Fact]
    public void Slope_PointsBesideALine_IsOfLeastSquares() =>
        Assert.Equal(0.5, SoakBenchmark.Slope([(0, 0), (1, 1), (2, 1)]), precision: 12);

    [Fact]
    public void Slope_OnePointOrOneX_IsNone()
    {
        Assert.Equal(0, SoakBenchmark.Slope([(1, 5)]));
        Assert.Equal(0, SoakBenchmark.Slope([(1, 5), (1, 6)]));
    }

    [Fact]
    public void WireComparison_SeveralRounds_TakesRatiosRoundByRound()
    {
        WireComparison comparison = WireComparison.Of(
        [
            (new WireTimes(10, 100), new WireTimes(5, 200)),
            (new WireTimes(30, 50), new WireTimes(30, 50)),
            (new WireTimes(20, 90), new WireTimes(10, 90)),
        ]);

        Assert.Equal(20, comparison.LatencyMicroseconds);
        Assert.Equal(2, comparison.LatencyRatio);
        Assert.Equal(1, comparison.TimeRatio);
    }
}
