using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>More frames than the networks can take; alone, because the memory and the processor time that are judged are the whole process's.</summary>
[Collection(Alone.Name)]
public sealed class OverloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task FiveTimesOverload_ForSeconds_LatencyStaysBoundedAndDropsAreCounted() => OverloadAsync(TimeSpan.FromSeconds(3));

    [Fact]
    [Trait("Category", "Long")]
    public Task FiveTimesOverload_ForAMinute_LatencyAndMemoryStayBoundedAndDropsAreCounted() => OverloadAsync(TimeSpan.FromMinutes(1));

    /// <summary>A drive played five times as fast as the networks go.</summary>
    private async Task OverloadAsync(TimeSpan length)
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 60);
        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);

        // The first run compiles, and other programs may come between: what the networks can take is the better of two.
        double before = Math.Max(await FramesPerSecondAsync(drive, networks), await FramesPerSecondAsync(drive, networks));

        // They may take more later than when they were measured: then it goes faster still.
        const double fastest = 40;
        for (double times = 5; ; times *= 2)
        {
            using LoopingSource source = new(DriveOpener.Open(drive, new DriveOpenOptions()));
            PipelineOptions options = new()
            {
                Pace = new Pace(times * before / DrawnRoad.FramesPerSecond),
                CapturePolicy = DeliveryPolicy.Latest,
                FramesInFlight = 2,
                Load = new LoadOptions { Window = TimeSpan.FromSeconds(0.5), StepUpAfter = TimeSpan.FromSeconds(1) },
            };
            using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], options, TimeProvider.System);
            long growth = await GrowthAsync(pipeline, length);
            PipelineMonitor monitor = pipeline.Monitor;
            Assert.Equal(monitor.FramesRead, monitor.FramesPublished + monitor.Drops.Total);
            if (monitor.FramesRead <= 2.5 * monitor.FramesPublished && times < fastest)
            {
                continue;
            }

            Assert.True(monitor.FramesRead > 2.5 * monitor.FramesPublished, $"expected an overload, found {monitor.FramesRead} read and {monitor.FramesPublished} published");
            Assert.Equal(LoadRung.EverySecondFrame, pipeline.Load!.Rung);
            Assert.True(monitor.Drops[DropCause.NewerFrame] > 0);
            Assert.Equal(0, monitor.StageRestarts);

            // Two frames in process and one that waits: never more than a few frames' time, however long it goes on. They may take less than before as well.
            double capacity = Math.Min(before, await FramesPerSecondAsync(drive, networks));
            Assert.InRange(monitor.CaptureToPublish.Summarise().P50Ms, 0, 6 * 1000 / capacity);
            Assert.InRange(growth, long.MinValue, 100_000_000);
            return;
        }
    }

    /// <summary>Runs a second and then for so long; how many bytes the process grew by in that.</summary>
    private static async Task<long> GrowthAsync(PerceptionPipeline pipeline, TimeSpan length)
    {
        using CancellationTokenSource stop = new();
        Task run = pipeline.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        long memory = Environment.WorkingSet;
        await Task.Delay(length, Cancellation);
        long growth = Environment.WorkingSet - memory;
        await stop.CancelAsync();
        await run;
        return growth;
    }

    private static async Task<double> FramesPerSecondAsync(string drive, NetworkSet networks)
    {
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], new PipelineOptions { FramesInFlight = 2 }, TimeProvider.System);
        await pipeline.RunAsync(Cancellation);
        return pipeline.Monitor.FramesPerSecond;
    }
}
