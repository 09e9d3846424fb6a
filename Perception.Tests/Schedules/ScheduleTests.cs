using Perception.Pipeline;
using Perception.Schedules;
using Perception.Tests.Faults;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Schedules;

/// <summary>A recorded schedule gives the same messages again, failures, restarts and rungs included.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Follow_RunWithFailuresRestartsAndRungs_GivesTheSameMessages()
    {
        string path = _folder.At("schedule.jsonl");
        PipelineOptions faulty = new()
        {
            FramesInFlight = 1,
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(1), StepUpAfter = TimeSpan.FromSeconds(1) },
            BeforeWork = (stage, job) =>
            {
                if (stage == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.FrameId is >= 10 and < 30 ? 250 : 25));
                }

                if ((stage, job.FrameId) is (PipelineStage.Fuse, 6) or (PipelineStage.Decode, 8))
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        List<byte[]> live;
        using (FaultyPipeline recorded = new(faulty, _time, frames: 120, twoNetworks: true, recordTo: path))
        {
            await recorded.Pipeline.RunAsync(TestContext.Current.CancellationToken);
            Assert.True(recorded.Monitor.Drops[DropCause.LoadShed] > 0);
            Assert.Equal(2, recorded.Monitor.Drops[DropCause.StageFault]);
            live = [.. recorded.Lines];
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        using FaultyPipeline followed = new(new PipelineOptions { FramesInFlight = 3, Schedule = schedule }, _time, frames: 120, twoNetworks: true);
        schedule.Bind(followed.Networks);
        await followed.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(live.Count, followed.Lines.Count);
        Assert.Equal(live, followed.Lines);
        followed.AssertNothingLost();
    }

    [Fact]
    public void Bind_EventThatDoesNotFollow_NamesItsLine()
    {
        using FaultyPipeline networks = new(new PipelineOptions(), _time, frames: 2);
        string path = _folder.At("schedule.jsonl");
        using (new ScheduleRecorder(path, networks.Pipeline.Source, isLooped: false, networks.Networks, _time))
        {
            // Only the head.
        }

        File.AppendAllText(path, "{\"atNs\":1,\"world\":3,\"frame\":3}\n");

        ScheduleException fault = Assert.Throws<ScheduleException>(() => RecordedSchedule.Load(path).Bind(networks.Networks));
        Assert.StartsWith($"{path}:2: expected an event that follows on those before it", fault.Message, StringComparison.Ordinal);
    }
}
