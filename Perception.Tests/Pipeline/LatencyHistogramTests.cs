using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

[Collection(Alone.Name)]
public sealed class LatencyHistogramTests
{
    [Fact]
    public void Summarise_OneToAHundredMilliseconds_GivesThePercentilesWithinThreeDigits()
    {
        LatencyHistogram histogram = new();
        for (int milliseconds = 1; milliseconds <= 100; milliseconds++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        LatencySummary summary = histogram.Summarise();
        Assert.Equal(100, summary.Count);
        Assert.Equal(50, summary.P50Ms, 0.05);
        Assert.Equal(95, summary.P95Ms, 0.1);
        Assert.Equal(99, summary.P99Ms, 0.1);
    }

    [Fact]
    public void Summarise_Empty_IsAllZero()
    {
        Assert.Equal(default, new LatencyHistogram().Summarise());
    }

    [Fact]
    public async Task Take_WhileDurationsAreRecorded_GivesEachOnce()
    {
        const int recorded = 200_000;
        LatencyHistogram histogram = new();
        Task recording = Task.Run(
            () =>
            {
                for (int i = 0; i < recorded; i++)
                {
                    histogram.Record(TimeSpan.FromMilliseconds(3));
                }
            },
            TestContext.Current.CancellationToken);
        long taken = 0;
        while (!recording.IsCompleted)
        {
            taken += histogram.Take().Count;
        }

        await recording;
        Assert.Equal(recorded, taken + histogram.Take().Count);
    }

    [Fact]
    public void Record_LongerThanAMinute_CountsAsAMinute()
    {
        LatencyHistogram histogram = new();
        histogram.Record(TimeSpan.FromHours(1));
        Assert.Equal(60_000, histogram.Summarise().P99Ms, 60.0);
    }

    [Fact]
    public void RecordAndTake_SteadyState_AllocateNothing()
    {
        LatencyHistogram histogram = new();
        histogram.Record(TimeSpan.FromMilliseconds(3));
        histogram.Take();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            histogram.Record(TimeSpan.FromMicroseconds(17 * i));
        }

        histogram.Take();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
