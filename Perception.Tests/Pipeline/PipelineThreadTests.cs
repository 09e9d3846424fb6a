using System.Collections.Concurrent;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

/// <summary>Native code keeps memory by thread, so the threads that a pipeline's frames meet are few and the same for ever.</summary>
public sealed class PipelineThreadTests : IDisposable
{
    private const int Workers = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_EveryStage_WorksOnThreadsOfItsOwn()
    {
        ConcurrentBag<(PipelineStage Stage, int Thread, string? Name)> seen = [];
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames: 40), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        PipelineOptions options = new()
        {
            CapturePolicy = DeliveryPolicy.Lossless,
            Pace = Pace.Max,
            FramesInFlight = 6,
            WorkersPerNetwork = Workers,
            BeforeWork = (stage, _) => seen.Add((stage, Environment.CurrentManagedThreadId, Thread.CurrentThread.Name)),
        };
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], options, TimeProvider.System);
        await pipeline.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(40, pipeline.Monitor.FramesPublished);
        Assert.All(seen, at => Assert.Equal($"{at.Stage} {source.Description.Id}", at.Name));
        foreach (IGrouping<PipelineStage, int> stage in seen.GroupBy(at => at.Stage, at => at.Thread))
        {
            Assert.InRange(stage.Distinct().Count(), 1, stage.Key == PipelineStage.Detect ? Workers : 1);
        }

        Assert.All(seen.GroupBy(at => at.Thread), thread => Assert.Single(thread.Select(at => at.Stage).Distinct()));
    }
}
