using Perception.Client;
using Perception.Pipeline;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using static Perception.Tests.Rigs.DrawnRig;

namespace Perception.Tests.Rigs;

/// <summary>Rigs whose cameras come late, or whose clocks are set.</summary>
public sealed class RigTimingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_LateCamera_IsNotWaitedForBeyondTheLimitAndItsFrameIsCounted()
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        TimerTime time = new();
        using RigRun run = new(new RigOptions { Id = "car", Wait = TimeSpan.FromSeconds(1) }, [front, left], time: time);
        Task running = run.Rig.RunAsync(CancellationToken.None);
        front.Deliver(1000 * Ms);
        left.Deliver(1001 * Ms);
        await run.Until(1);

        // The timer of the instant before goes off first, so that the one waited for is this instant's.
        time.Advance(run.Rig.Options.Wait);
        front.Deliver(1040 * Ms);
        await time.WhenArmedAsync(run.Rig.Options.Wait, TestContext.Current.CancellationToken);
        time.Advance(run.Rig.Options.Wait);
        await run.Until(2);
        front.Deliver(1080 * Ms);
        await run.Until(3);

        // Now it comes, for the instant of 1080, which is closed.
        left.Deliver(1081 * Ms);
        front.Deliver(1120 * Ms);
        left.Deliver(1121 * Ms);
        front.End();
        left.End();
        await running;

        Assert.Equal([ContributionState.Contributed, ContributionState.Missing, ContributionState.Missing], run.Worlds.Take(3).Select(world => world.Cameras[1].State));
        Assert.Contains("left", run.Worlds[1].Capability.DegradedReason, StringComparison.Ordinal);
        Assert.All(run.Worlds.Where(world => world.Drops.Count > 0), world => Assert.StartsWith("camera left: ", world.Capability.DegradedReason, StringComparison.Ordinal));

        // While it is away it is not waited for: where the front camera's frame of 1120 comes in before its own of 1081, its 1121 is late as well.
        Assert.InRange(run.Cameras[1].Monitor.Drops[DropCause.Late], 1, 2);
        Assert.Equal(run.Cameras[1].Monitor.FramesRead, run.Cameras[1].Monitor.FramesPublished + run.Cameras[1].Monitor.Drops.Total);
        Assert.Equal(run.Cameras[0].Monitor.FramesRead, run.Cameras[0].Monitor.FramesPublished + run.Cameras[0].Monitor.Drops.Total);
    }

    [Fact]
    public async Task RunAsync_EveryCamerasClockIsSetBack_LosesOneFrameAndGoesOn()
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        string path = _folder.At("schedule.jsonl");
        long[] times = [20_000, 20_040, 20_080, 10_120, 10_160, 10_200];
        List<string> lines;
        using (RigRun run = new(new RigOptions { Id = "car", Wait = TimeSpan.FromSeconds(5) }, [front, left], recordTo: path))
        {
            Task running = run.Rig.RunAsync(CancellationToken.None);
            for (int i = 0; i < times.Length; i++)
            {
                front.Deliver(times[i] * Ms);
                left.Deliver((times[i] + 1) * Ms);
                await run.Until(i + 1);
            }

            front.End();
            left.End();
            await running;

            // The camera that comes first after it does not know yet that the other's clock was set back as well.
            Assert.Equal(1, run.Cameras.Sum(camera => camera.Monitor.Drops[DropCause.Late]));
            Assert.Equal(1, run.Cameras.Sum(camera => camera.Monitor.Drops.Total));
            Assert.Equal("the frame came after its instant had been closed", Assert.Single(run.Cameras, camera => camera.Monitor.Drops.Total > 0).Monitor.LastProblem);
            Assert.Single(run.Worlds[3].Cameras, camera => camera.State == ContributionState.Contributed);
            WorldMessage telling = Assert.Single(run.Worlds, world => world.Drops.Count > 0);
            Assert.EndsWith("the frame came after its instant had been closed", telling.Capability.DegradedReason, StringComparison.Ordinal);
            Assert.All(run.Worlds.Where(world => world != run.Worlds[3]), world => Assert.All(world.Cameras, camera => Assert.Equal(ContributionState.Contributed, camera.State)));
            Assert.Equal([20_001L, 20_041, 20_081, 10_161, 10_201], run.Worlds.Where(world => world != run.Worlds[3]).Select(world => world.CaptureTimeNs / Ms));
            Assert.All(run.Worlds.SelectMany(world => world.Tracks), track => Assert.True(track.AgeNs >= 0 && track.SinceSeenNs >= 0));
            lines = run.Lines;
        }

        using ScriptedSource frontAgain = new("front");
        using ScriptedSource leftAgain = new("left");
        Array.ForEach(times, ms => frontAgain.Deliver(ms * Ms));
        Array.ForEach(times, ms => leftAgain.Deliver((ms + 1) * Ms));
        frontAgain.End();
        leftAgain.End();
        using RigRun followed = new(new RigOptions { Id = "car", Schedule = RigSchedule.Load(path, "car", ["front", "left"]) }, [frontAgain, leftAgain]);
        await followed.Rig.RunAsync(CancellationToken.None);
        Assert.Equal(lines, followed.Lines);
    }

    [Fact]
    public async Task RunAsync_RecordedDrivesWhoseClocksAreSetBack_LoseNothing()
    {
        List<string>? before = null;
        for (int i = 0; i < 2; i++)
        {
            using RigRun run = Recorded(_folder, Lossless, setBackFromNs: 300 * Ms);
            await run.Rig.RunAsync(CancellationToken.None);

            Assert.Equal(12, run.Worlds.Count);
            Assert.All(run.Cameras, camera => Assert.Equal(camera.Monitor.FramesRead, camera.Monitor.FramesPublished));
            Assert.Equal(Enumerable.Range(0, 12).Select(frame => (frame * 50) - (frame < 6 ? 0 : 10_000L)), run.Worlds.Select(world => world.CaptureTimeNs / Ms));
            Assert.Equal(6, run.Rig.Monitor.Contributions(1, ContributionState.Contributed));
            Assert.All(run.Worlds, world => Assert.Null(world.Capability.DegradedReason));
            Assert.All(run.Worlds.SelectMany(world => world.Tracks), track => Assert.True(track.AgeNs >= 0 && track.SinceSeenNs >= 0));
            Assert.Equal(before ?? run.Lines, run.Lines);
            before = run.Lines;
        }
    }
}
