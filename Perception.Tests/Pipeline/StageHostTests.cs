using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

public sealed class StageHostTests
{
    [Fact]
    public async Task Check_BeforeAndAfterTheRun_FindsNothingThatStandsStill()
    {
        List<Exception> failures = [];
        PipelineMonitor monitor = new(TimeProvider.System);
        StageHost host = new(
            PipelineStage.Fuse, workers: 2, next: () => default, begin: () => _ => ValueTask.CompletedTask, handOn: _ => ValueTask.CompletedTask,
            completed: static () => { }, monitor, new RestartBudget("front", new WatchdogOptions(), TimeProvider.System))
        {
            Source = "front",
            Fail = failures.Add,
        };

        // The watchdog looks by a timer: on a busy machine before the stages' threads have begun.
        host.Check(TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
        host.EndRuns();
        await host.RunAsync();
        host.Check(TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Check_StandsStillOnTheLastFrame_HandsItOnBeforeTheStageEnds()
    {
        using TemporaryFolder folder = new();
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(folder.At("images"), frames: 1), new DriveOpenOptions());
        Network network = Network.Load(ModelCatalogue.Load([]).DefaultFor(NetworkTask.Objects), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using FrameJob job = new(networks, source.Description, new DecodeStage(networks), maxDetections: 10);
        using SemaphoreSlim standing = new(0);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource handOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource nextIsAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Who gives the new worker the end goes on as that worker, and so comes back when it is done.
        TaskCompletionSource<FrameJob?> end = new();
        bool isGiven = false;
        int completed = 0;
        TimerTime time = new();
        StageHost host = new(
            PipelineStage.Fuse, workers: 1, Next, begin: () => Stand, handOn: _ => new ValueTask(handOn.Task), completed: () => completed++,
            new PipelineMonitor(time), new RestartBudget("front", new WatchdogOptions(), time))
        {
            Source = "front",
            Fail = failure => Assert.Fail(failure.Message),
        };
        Task run = host.RunAsync();
        Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));
        host.Check(time.GetTimestamp(), TimeSpan.FromSeconds(1));
        await nextIsAsked.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Task.Run(() => end.SetResult(null), TestContext.Current.CancellationToken);
        Assert.Equal(0, completed);

        handOn.SetResult();
        await run.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(1, completed);
        release.SetResult();

        ValueTask<FrameJob?> Next()
        {
            if (!isGiven)
            {
                isGiven = true;
                return new ValueTask<FrameJob?>(job);
            }

            nextIsAsked.SetResult();
            return new ValueTask<FrameJob?>(end.Task);
        }

        ValueTask Stand(FrameJob standsStill)
        {
            standing.Release();
            return new ValueTask(release.Task);
        }
    }
}
