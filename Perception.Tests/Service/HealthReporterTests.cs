using Perception.Client;
using Perception.Pipeline;
using Perception.Service;
using Perception.Tests.Faults;
using Perception.Tests.Sensors.Cameras;

namespace Perception.Tests.Service;

/// <summary>What health says of a pipeline's faults, load and drops. Real sessions, the test's clock.</summary>
public sealed class HealthReporterTests
{
    private const int FaultyFrame = 8;

    private readonly TimerTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LastFault_StageFaultWhileLoadIsShed_IsTheFaultOnOneLineAndThenTheLoadUntilTheDriveIsOver()
    {
        List<HealthMessage> reports = [];
        Action report = () => { };
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            Load = new LoadOptions { Deadline = TimeSpan.FromMilliseconds(10), Window = TimeSpan.FromSeconds(0.05) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Letterbox)
                {
                    _time.Advance(TimeSpan.FromSeconds(0.1));
                }
                else if (at == PipelineStage.Fuse && job.Frame!.Stamp.FrameId == FaultyFrame)
                {
                    throw new InvalidOperationException("the test\nsays so");
                }
                else if (at == PipelineStage.Fuse && job.FrameId > FaultyFrame)
                {
                    report();
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, frames: FaultyFrame + 4, twoNetworks: true);
        HealthReporter reporter = new([faulty.Pipeline], guards: null, _time);
        report = () =>
        {
            if (reports.Count == 0)
            {
                reports.Add(Copy(reporter.Report()));
                reports.Add(Copy(reporter.Report()));
            }
        };
        await faulty.Pipeline.RunAsync(Cancellation);

        Assert.Equal("camera images: stage Fuse: the test says so", reports[0].LastFault);
        SourceHealthMessage shedding = reports[1].Sources[0];
        Assert.NotEqual(LoadRung.Full, shedding.Rung);
        Assert.Equal((HealthState.Degraded, shedding.RungReason), (reports[1].State, reports[1].LastFault));

        // The first report after the end still tells of the frames that were dropped before it.
        reporter.Report();
        HealthMessage over = reporter.Report();
        Assert.Equal((HealthState.Ready, SourceState.Ended), (over.State, over.Sources[0].State));
        Assert.Equal((LoadRung.Full, null), (over.Sources[0].Rung, over.Sources[0].RungReason));
        Assert.InRange(over.Sources[0].RungChanges, shedding.RungChanges, long.MaxValue);
    }

    [Fact]
    public async Task LastFault_FramesDropped_IsHowManyByCauseAndStaysWhenAllIsWellAgain()
    {
        using FaultyPipeline faulty = new(new PipelineOptions(), _time);
        await faulty.Pipeline.RunAsync(Cancellation);
        HealthReporter reporter = new([faulty.Pipeline], guards: null, _time);
        HealthMessage health = reporter.Report();
        Assert.Equal((HealthState.Ready, null), (health.State, health.LastFault));

        faulty.Monitor.Drops.Count(DropCause.EveryNth);
        Assert.Equal((HealthState.Ready, null), (reporter.Report().State, health.LastFault));

        Array.ForEach([DropCause.NewerFrame, DropCause.NewerFrame, DropCause.TooOld], faulty.Monitor.Drops.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        reporter.Report();
        Assert.Equal((HealthState.Degraded, "camera images: 3 frames dropped within 1 s: 2 newerFrame, 1 tooOld"), (health.State, health.LastFault));
        Assert.Equal((HealthState.Ready, "camera images: 3 frames dropped within 1 s: 2 newerFrame, 1 tooOld"), (reporter.Report().State, health.LastFault));
    }

    [Fact]
    public async Task LastFault_StageGivenUp_IsTheRunsLastSentence()
    {
        PipelineOptions options = new()
        {
            Watchdog = new WatchdogOptions { MaxRestarts = 1 },
            BeforeWork = (at, _) =>
            {
                if (at == PipelineStage.Decode)
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => faulty.Pipeline.RunAsync(Cancellation));

        HealthMessage health = new HealthReporter([faulty.Pipeline], guards: null, _time).Report();
        Assert.Equal((HealthState.Faulted, failure.Message), (health.State, health.LastFault));
    }

    /// <summary>The reporter's own message is valid until its next report only.</summary>
    private static HealthMessage Copy(HealthMessage message) =>
        MessagePack.MessagePackSerializer.Deserialize<HealthMessage>(MessagePack.MessagePackSerializer.Serialize(message));
}
