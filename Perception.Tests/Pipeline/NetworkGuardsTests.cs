using System.ComponentModel.DataAnnotations;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Faults;
using Perception.Tests.Inference;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

public sealed class NetworkGuardsTests : IDisposable
{
    private static readonly GuardOptions StartOnly = new() { Interval = TimeSpan.Zero, EndsWhenWrong = true, WarmUpRuns = 3 };

    private readonly NetworkFolder _tiny = YoloxFolder.Write([1, 2, 3, 4]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task StartAsync_StoredAnswer_IsRightAndTheWarmUpCounted()
    {
        using NetworkSet networks = Load();
        GoldenExpectation.Record(networks.Objects).Save(GoldenExpectation.PathFor(networks.Objects.Manifest));
        using NetworkGuards guards = new(networks, StartOnly, TimeProvider.System);

        await guards.StartAsync(TestContext.Current.CancellationToken);

        Assert.Null(guards.Fault);
        Assert.Equal(2, guards.All.Count);
        Assert.All(guards.All, guard =>
        {
            Assert.Equal(GuardState.Right, guard.Reading.State);
            Assert.Equal(1, guard.Reading.Checks);
            Assert.Equal(3, guard.WarmUp!.Runs);
            Assert.InRange(guard.WarmUp.P99, TimeSpan.FromTicks(1), guard.WarmUp.Total);
        });
    }

    [Fact]
    public async Task StartAsync_NoStoredAnswer_SaysSoAndIsNoFault()
    {
        using NetworkSet networks = Load();
        using NetworkGuards guards = new(networks, StartOnly, TimeProvider.System);

        await guards.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(GuardState.NoExpectation, guards.All[0].Reading.State);
        Assert.StartsWith("tiny: no answer to the known frame is stored", guards.All[0].Reading.Detail, StringComparison.Ordinal);
        Assert.Null(guards.Fault);
    }

    [Fact]
    public void Constructor_NoStoredAnswerButRequired_NamesTheFile()
    {
        using NetworkSet networks = Load();

        ModelContractException error = Assert.Throws<ModelContractException>(() => new NetworkGuards(networks, new GuardOptions { Mode = GuardMode.Require }, TimeProvider.System));

        Assert.StartsWith(GoldenExpectation.PathFor(networks.Objects.Manifest) + ": expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_Off_ComparesNothing()
    {
        using NetworkSet networks = Load();
        StoreWrongAnswer(networks.Objects);
        using NetworkGuards guards = new(networks, new GuardOptions { Mode = GuardMode.Off, EndsWhenWrong = true }, TimeProvider.System);

        await guards.StartAsync(TestContext.Current.CancellationToken);

        Assert.All(guards.All, guard => Assert.Equal(GuardState.Off, guard.Reading.State));
    }

    [Fact]
    public async Task StartAsync_WrongAnswer_NamesNetworkAndOutput()
    {
        using NetworkSet networks = Load();
        StoreWrongAnswer(networks.Objects);
        using NetworkGuards guards = new(networks, StartOnly, TimeProvider.System);

        UntrustedNetworkException error = await Assert.ThrowsAsync<UntrustedNetworkException>(() => guards.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("tiny on cpu: for the golden frame the output output", error.Message, StringComparison.Ordinal);
        Assert.Equal(GuardState.Wrong, guards.All[0].Reading.State);
        Assert.Equal(GuardState.Right, guards.All[1].Reading.State);
    }

    [Fact]
    public async Task KeepAsync_IdleAndDue_ChecksAgainAndAgain()
    {
        using NetworkSet networks = Load();
        using NetworkGuards guards = new(networks, new GuardOptions { Interval = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        using CancellationTokenSource stop = new();
        await guards.StartAsync(stop.Token);

        Task keeping = guards.KeepAsync(stop.Token);
        await Task.Run(
            () => Assert.True(SpinWait.SpinUntil(() => guards.All[1].Reading.Checks >= 3, TimeSpan.FromMinutes(1))), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await keeping;

        Assert.Equal(GuardState.Right, guards.All[1].Reading.State);
    }

    [Fact]
    public async Task KeepAsync_PipelineEndedWithAFrameThatDidNotComeOut_ChecksAgain()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 8);
        using NetworkSet networks = Load();
        using NetworkGuards guards = new(networks, new GuardOptions { Interval = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        await guards.StartAsync(TestContext.Current.CancellationToken);
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromMilliseconds(50),
            BeforeWork = (stage, job) =>
            {
                if (stage == PipelineStage.Decode && job.FrameId == 2)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], options, TimeProvider.System, guards);
        using CancellationTokenSource stop = new();
        Task run = pipeline.RunAsync(stop.Token);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<PipelineException>(() => run);

        using CancellationTokenSource enough = new();
        Task keeping = guards.KeepAsync(enough.Token);
        await Task.Run(
            () => Assert.True(SpinWait.SpinUntil(() => guards.All[1].Reading.Checks >= 2, TimeSpan.FromMinutes(1))), TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        await keeping;
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => pipeline.FramesInProcess == 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Pipeline_NetworkThatTheGuardFoundWrong_DropsEveryFrameWithItsCauseAndGoesOn()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 15);
        using NetworkSet networks = Load();
        StoreWrongAnswer(networks.Objects);
        using NetworkGuards guards = new(networks, StartOnly, TimeProvider.System);
        guards.All[0].Start();
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], new PipelineOptions(), TimeProvider.System, guards);

        await pipeline.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(15, pipeline.Monitor.Drops[DropCause.Untrusted]);
        Assert.Equal(0, pipeline.Monitor.FramesPublished);
        Assert.StartsWith("stage Detect: tiny on cpu", pipeline.Monitor.LastProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_Throws()
    {
        using NetworkSet networks = Load();

        Assert.Throws<ValidationException>(() => new NetworkGuards(networks, new GuardOptions { WarmUpRuns = 0 }, TimeProvider.System));
    }

    private NetworkSet Load() => new(
        _tiny.Load(), Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 }));

    /// <summary>As if the provider computed something else than it did when the answer was stored.</summary>
    private static void StoreWrongAnswer(Network network)
    {
        using NetworkFolder other = YoloxFolder.Write([9, 7, 5]);
        using Network wrong = other.Load();
        string path = GoldenExpectation.PathFor(network.Manifest);
        GoldenExpectation.Record(wrong).Save(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace(wrong.Manifest.Sha256, network.Manifest.Sha256, StringComparison.Ordinal));
    }
}
