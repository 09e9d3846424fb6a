using Perception.Pipeline;

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
}
