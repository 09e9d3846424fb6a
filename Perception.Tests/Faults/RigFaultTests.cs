using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Service;
using Perception.Tests.Rigs;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Faults;

/// <summary>The stage that makes a rig's worlds throws or stands still. Real sessions.</summary>
public sealed class RigFaultTests : IDisposable
{
    private const long Ms = 1_000_000;
    private const long FaultyInstant = 2;
    private static readonly string[] Ids = ["front", "left"];
    private static readonly RigOptions Rig = new() { Id = "car", Wait = TimeSpan.FromSeconds(5) };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stage_ThrowsOnce_IsStartedAnewAndTheInstantIsCounted()
    {
        string path = _folder.At("schedule.jsonl");
        List<string> lines;
        using (Cameras cameras = new())
        using (RigRun run = new(Rig with { BeforeWork = ThrowAt(FaultyInstant) }, cameras.Sources, recordTo: path))
        {
            await RunAsync(cameras, run);

            AssertOneInstantLost(run);
            Assert.All(run.Cameras, camera => Assert.Equal("stage Publish: rig car: the test says so", camera.Monitor.LastProblem));
            lines = run.Lines;
        }

        await AssertFollowedAsync(path, lines);
    }

    [Fact]
    public async Task Stage_StandsStill_IsReplacedAndTheRestGoesOn()
    {
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        string path = _folder.At("schedule.jsonl");
        List<string> lines;
        using (Cameras cameras = new())
        {
            TimerTime time = new();
            RigRun run = new(
                Rig with { BeforeWork = StandAt(standing, release, instant => instant == FaultyInstant) }, cameras.Sources, load: null,
                (_, options) => options with { Watchdog = FastTime.Patient }, path, time);
            Task running = run.Rig.RunAsync(Cancellation);
            for (int i = 0; i < 6; i++)
            {
                cameras.Deliver(i);
                if (i == FaultyInstant)
                {
                    Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
                    await FastTime.AdvanceUntilAsync(time, running, () => run.Rig.Monitor.InstantsFailed == 1);
                }

                await EndedAsync(run, i + 1);
            }

            cameras.End();
            await running.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

            AssertOneInstantLost(run);
            lines = run.Lines;

            // The thread lets go after everything was disposed; what it still works on is its own.
            run.Dispose();
            release.Set();
        }

        await AssertFollowedAsync(path, lines);
    }

    [Fact]
    public async Task Stage_ThrowsAgainAndAgain_IsGivenUpLoudlyWithEveryCamera()
    {
        using Cameras cameras = new();
        using RigRun run = new(
            Rig with { BeforeWork = _ => throw new InvalidOperationException("the test says so") }, cameras.Sources, load: null,
            (_, options) => options with { Watchdog = FastTime.Patient with { MaxRestarts = 2 } });
        Task running = run.Rig.RunAsync(Cancellation);
        for (int i = 0; i < 3; i++)
        {
            cameras.Deliver(i);
            await EndedAsync(run, i + 1);
        }

        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(
            "car: expected the rig's stage to need no more than 2 restarts within 60 s, found one more, so it is given up; the last: the test says so", failure.Message);
        Assert.All(run.Cameras, camera => Assert.Equal((failure.Message, SourceState.Faulted), (camera.Monitor.Fault, camera.Monitor.State)));
        HealthMessage health = new HealthReporter(run.Cameras, guards: null, TimeProvider.System, run.Sharing, [run.Rig]).Report();
        Assert.Equal((HealthState.Faulted, failure.Message), (health.State, health.LastFault));
        Assert.Empty(run.Worlds);
        AssertNothingLost(run);
    }

    [Fact]
    public async Task Stage_StandsStillForGoodAgainAndAgain_IsGivenUpLoudly()
    {
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        using Cameras cameras = new();
        TimerTime time = new();
        RigRun run = new(
            Rig with { BeforeWork = StandAt(standing, release, _ => true) }, cameras.Sources, load: null,
            (_, options) => options with { Watchdog = FastTime.Patient with { MaxRestarts = 1 } }, time: time);
        Task running = run.Rig.RunAsync(Cancellation);
        for (int i = 0; i < 2; i++)
        {
            cameras.Deliver(i);
            Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            await FastTime.AdvanceUntilAsync(time, running, () => run.Rig.Monitor.InstantsFailed == i + 1);
        }

        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.StartsWith(
            "car: expected the rig's stage to stand still on no more than 1 frames at a time, found one more, so it is given up; the last: it stood still for", failure.Message, StringComparison.Ordinal);
        AssertNothingLost(run);
        run.Dispose();
        release.Set();
    }

    [Fact]
    public async Task Instants_DroppedForNewerOnes_AreWhyTheNextWorldIsDegraded()
    {
        using SemaphoreSlim held = new(0);
        using SemaphoreSlim release = new(0);
        using Cameras cameras = new();
        using RigRun run = new(
            Rig with
            {
                BeforeWork = instant =>
                {
                    if (instant == 1)
                    {
                        held.Release();
                        release.Wait(CancellationToken.None);
                    }
                },
            },
            cameras.Sources, load: null,
            (_, options) => options with { Watchdog = new WatchdogOptions { StallTimeout = TimeSpan.FromMinutes(5), SourcePatience = TimeSpan.FromMinutes(5) } });
        Task running = run.Rig.RunAsync(Cancellation);
        cameras.Deliver(0);
        await run.Until(1);
        cameras.Deliver(1);
        Assert.True(await held.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        for (int i = 2; i < 7; i++)
        {
            cameras.Deliver(i);
        }

        Assert.True(SpinWait.SpinUntil(() => run.Rig.Monitor.InstantsDropped > 0, TimeSpan.FromMinutes(1)));
        release.Release();
        cameras.End();
        await running;

        WorldMessage[] telling = [.. run.Worlds.Where(world => world.Drops.Any(drop => drop.Cause == (int)DropCause.NewerFrame))];
        Assert.NotEmpty(telling);
        Assert.All(telling, world => Assert.Equal("frames came faster than they could be processed, and the newest won", world.Capability.DegradedReason));
        Assert.All(run.Worlds.Except(telling), world => Assert.Null(world.Capability.DegradedReason));
    }

    [Fact]
    public async Task CameraStage_ThrowsOnce_IsWhyThatWorldAndTheOneThatTellsOfTheLossAreDegraded()
    {
        using Cameras cameras = new();
        using RigRun run = new(Rig, cameras.Sources, load: null, (camera, options) => camera == 0 ? options : options with
        {
            BeforeWork = (stage, job) =>
            {
                if (stage == PipelineStage.Decode && job.FrameId == FaultyInstant)
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        });
        await RunAsync(cameras, run);

        Assert.Equal(ContributionState.Degraded, run.Worlds[2].Cameras[1].State);
        Assert.Equal(1, run.Worlds[3].Cameras[1].Drops.Single(drop => drop.Cause == (int)DropCause.StageFault).Count);
        Assert.Equal(
            [null, null, "stage Decode: the test says so", "stage Decode: the test says so", null, null], run.Worlds.Select(world => world.Capability.DegradedReason));
    }

    [Fact]
    public async Task Stage_StandsStillInTheSocket_NoNumberIsGivenTwice()
    {
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        string path = _folder.At("schedule.jsonl");
        List<string> lines;
        using (Cameras cameras = new())
        using (Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, new StandingClock(FaultyInstant, standing, release)))
        using (PerceptionSubscriber subscriber = new(
            new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System))
        {
            publisher.WaitForSubscribers(1, patience.Token);
            TimerTime time = new();
            using RigRun run = new(
                Rig, cameras.Sources, load: null, (_, options) => options with { Watchdog = FastTime.Patient }, path, time, publisher);
            Task running = run.Rig.RunAsync(Cancellation);
            for (int i = 0; i < 6; i++)
            {
                cameras.Deliver(i);
                if (i == FaultyInstant)
                {
                    Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
                    await FastTime.AdvanceUntilAsync(time, running, () => run.Rig.Monitor.InstantsFailed == 1);
                    release.Set();
                }

                await EndedAsync(run, i + 1);
            }

            cameras.End();
            await running.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            lines = run.Lines;
            Assert.Equal([0L, 1, 3, 4, 5], run.Worlds.Select(world => world.SequenceNumber));

            // The message that stood still is counted as lost, and goes out after all with the number that it has.
            for (int i = 0; i < 6; i++)
            {
                Assert.True(subscriber.TryReceive(TimeSpan.FromMinutes(1), out PerceptionEvent? received, patience.Token));
                WorldMessage world = Assert.IsType<WorldReceived>(received).World;
                Assert.Equal((i, i), (world.SequenceNumber, world.FrameId));
            }
        }

        await AssertFollowedAsync(path, lines);
    }

    private static Action<long> ThrowAt(long instant) => at =>
    {
        if (at == instant)
        {
            throw new InvalidOperationException("the test says so");
        }
    };

    private static Action<long> StandAt(SemaphoreSlim standing, ManualResetEventSlim release, Func<long, bool> stands) => at =>
    {
        if (stands(at))
        {
            standing.Release();
            release.Wait(CancellationToken.None);
        }
    };

    /// <summary>Six instants, each after the one before has ended.</summary>
    private static async Task RunAsync(Cameras cameras, RigRun run)
    {
        Task running = run.Rig.RunAsync(Cancellation);
        for (int i = 0; i < 6; i++)
        {
            cameras.Deliver(i);
            await EndedAsync(run, i + 1);
        }

        cameras.End();
        await running;
    }

    /// <summary>Waits until so many instants were published or lost.</summary>
    private static async Task EndedAsync(RigRun run, int instants)
    {
        for (int i = 0; run.Rig.Monitor.WorldsPublished + run.Rig.Monitor.InstantsFailed < instants; i++)
        {
            Assert.True(i < 30_000, $"{instants} instants did not end");
            await Task.Delay(TimeSpan.FromMilliseconds(2), Cancellation);
        }
    }

    private static void AssertOneInstantLost(RigRun run)
    {
        Assert.Equal((5, 1, 0), (run.Rig.Monitor.WorldsPublished, run.Rig.Monitor.InstantsFailed, run.Rig.Monitor.InstantsDropped));
        Assert.Equal([0L, 1, 2, 3, 4], run.Worlds.Select(world => world.SequenceNumber));
        Assert.Equal([0L, 1, 3, 4, 5], run.Worlds.Select(world => world.FrameId));
        Assert.All(run.Cameras, camera => Assert.Equal(1, camera.Monitor.Drops[DropCause.StageFault]));
        Assert.Equal([1L, 0], run.Cameras.Select(camera => camera.Monitor.StageRestarts));
        Assert.Equal(2, run.Worlds[2].Drops.Single(drop => drop.Cause == (int)DropCause.StageFault).Count);
        Assert.StartsWith("stage Publish: rig car: ", run.Worlds[2].Capability.DegradedReason, StringComparison.Ordinal);
        Assert.All(run.Worlds.Where(world => world != run.Worlds[2]), world => Assert.Null(world.Capability.DegradedReason));
        AssertNothingLost(run);

        // Identities go on: what was known before is not given its numbers again.
        Assert.Empty(run.Worlds.Take(2).SelectMany(world => world.Tracks).Select(track => track.TrackId)
            .Intersect(run.Worlds.Skip(2).SelectMany(world => world.Tracks).Select(track => track.TrackId)));
    }

    private static void AssertNothingLost(RigRun run)
    {
        Assert.All(run.Cameras, camera => Assert.Equal(camera.Monitor.FramesRead, camera.Monitor.FramesPublished + camera.Monitor.Drops.Total));
        Assert.All(run.Cameras, camera => Assert.Equal(0, camera.FramesInProcess));
        Assert.Equal(0, run.Sharing.Gate.InProcess);
    }

    /// <summary>A replay of the schedule loses the same instant and gives the same worlds, though it may restart nothing of its own.</summary>
    private static async Task AssertFollowedAsync(string path, List<string> lines)
    {
        using Cameras cameras = new();
        for (int i = 0; i < 6; i++)
        {
            cameras.Deliver(i);
        }

        cameras.End();
        using RigRun followed = new(
            Rig with { Schedule = RigSchedule.Load(path, Rig.Id, Ids) }, cameras.Sources, load: null,
            (_, options) => options with { Watchdog = options.Watchdog with { MaxRestarts = 0 } });
        await followed.Rig.RunAsync(Cancellation);
        Assert.Equal(lines, followed.Lines);
        Assert.All(followed.Cameras, camera => Assert.Equal(1, camera.Monitor.Drops[DropCause.StageFault]));
    }

    /// <summary>The system's clock, which stands still once when a message is stamped in the socket.</summary>
    private sealed class StandingClock(long message, SemaphoreSlim standing, ManualResetEventSlim release) : TimeProvider
    {
        private long _stamped;

        public override DateTimeOffset GetUtcNow()
        {
            if (_stamped++ == message)
            {
                standing.Release();
                release.Wait(CancellationToken.None);
            }

            return base.GetUtcNow();
        }
    }

    /// <summary>Two cameras at 25 Hz, a millisecond apart.</summary>
    private sealed class Cameras : IDisposable
    {
        public ScriptedSource[] Sources { get; } = [.. Ids.Select(id => new ScriptedSource(id))];

        public void Deliver(int frame)
        {
            Sources[0].Deliver(frame * 40 * Ms);
            Sources[1].Deliver(((frame * 40) + 1) * Ms);
        }

        public void End() => Array.ForEach(Sources, source => source.End());

        public void Dispose() => Array.ForEach(Sources, source => source.Dispose());
    }
}
