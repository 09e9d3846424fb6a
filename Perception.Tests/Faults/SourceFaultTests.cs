using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;
using Perception.Tests.Sensors.Cameras;
using Sensors.Cameras;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>A source that stands still, or gives an image that cannot be read. Real sessions; the clock is the test's, so that nothing is waited for.</summary>
public sealed class SourceFaultTests
{
    private const int FaultyFrame = 4;

    private readonly TimerTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stage_FailsBetweenABadImageAndTheNextGoodOne_TheNextMessageTellsOfTheImage()
    {
        const string problem = "the image cannot be read";
        PipelineMonitor? monitor = null;
        PipelineOptions options = new()
        {
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Fuse && job.FrameId == 0)
                {
                    Await(() => monitor!.Drops[DropCause.Decode] == 1);
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, wrap: drive => new ChangedSource(drive, read =>
        {
            Await(() => read.FrameId != 2 || monitor!.Drops[DropCause.StageFault] == 1);
            return read.FrameId == 1 ? read with { Status = FrameReadStatus.BadFrame, Problem = problem } : read;
        }));
        monitor = faulty.Monitor;
        await faulty.Pipeline.RunAsync(Cancellation);

        faulty.AssertNothingLost();
        Assert.Equal((2, problem), (faulty.Worlds[0].FrameId, faulty.Worlds[0].Capability.DegradedReason));

        static void Await(Func<bool> isSo) => Assert.True(SpinWait.SpinUntil(isSo, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Source_ReadStandsStill_IsStalledMeanwhileAndFramesGoOn()
    {
        StandingSource? source = null;
        using FaultyPipeline faulty = new(new PipelineOptions { Watchdog = FastTime.Patient }, _time, wrap: drive => source = new StandingSource(drive, FaultyFrame));
        Task run = await RunUntilItStandsAsync(faulty, source!, Cancellation);
        await FastTime.AdvanceUntilAsync(_time, run, () => faulty.Monitor.IsStalled);
        Assert.Equal(SourceState.Stalled, faulty.Monitor.State);
        Assert.Contains("the source stands still", faulty.Monitor.LastProblem, StringComparison.Ordinal);

        source!.Release();
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(12, faulty.Monitor.FramesPublished);
        Assert.False(faulty.Monitor.IsStalled);
        faulty.AssertNothingLost();
    }

    [Fact]
    public async Task Source_ReadNeverReturns_IsGivenUpLoudlyAndFreedWhenItDoes()
    {
        StandingSource? source = null;
        FaultyPipeline faulty = new(new PipelineOptions { Watchdog = FastTime.Patient, DrainTimeout = TimeSpan.FromSeconds(1) }, _time, wrap: drive => source = new StandingSource(drive, FaultyFrame));
        Task run = await RunUntilItStandsAsync(faulty, source!, Cancellation);
        await FastTime.AdvanceUntilAsync(_time, run, () => run.IsCompleted);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => run);
        Assert.Contains("expected the source's read to return within 1200 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FaultyFrame, faulty.Monitor.FramesPublished);

        faulty.Dispose();
        source!.Release();
    }

    [Fact]
    public async Task Source_StoppedWhileItsReadStandsStill_EveryStagesThreadEndsAllTheSame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux lists a process's threads by name in files");
        const string id = "q7";
        StandingSource? source = null;
        FaultyPipeline faulty = new(
            new PipelineOptions { Watchdog = FastTime.Patient, DrainTimeout = TimeSpan.FromSeconds(1) }, _time, wrap: drive => source = new StandingSource(drive, FaultyFrame, id));
        using CancellationTokenSource stop = new();
        Task run = await RunUntilItStandsAsync(faulty, source!, stop.Token);
        Assert.Contains($"{PipelineStage.Fuse} {id}", ThreadNames());
        await stop.CancelAsync();
        await FastTime.AdvanceUntilAsync(_time, run, () => run.IsCompleted);
        await Assert.ThrowsAsync<PipelineException>(() => run);

        // The thread that reads the source is the system's; all others are free to go.
        Assert.True(SpinWait.SpinUntil(() => ThreadNames() is [_], TimeSpan.FromMinutes(1)), string.Join(", ", ThreadNames()));
        faulty.Dispose();
        source!.Release();
        Assert.True(SpinWait.SpinUntil(() => ThreadNames() is [], TimeSpan.FromMinutes(1)), string.Join(", ", ThreadNames()));

        static List<string> ThreadNames()
        {
            List<string> names = [];
            foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                try
                {
                    names.Add(File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd());
                }
                catch (IOException)
                {
                    // It has just ended.
                }
            }

            names.RemoveAll(name => !name.EndsWith($" {id}", StringComparison.Ordinal));
            return names;
        }
    }

    [Fact]
    public async Task Source_PassesOverFramesForLongerThanThePatience_IsNotGivenUp()
    {
        StandingSource? source = null;
        using FaultyPipeline faulty = new(new PipelineOptions { Watchdog = FastTime.Patient }, _time, wrap: drive => source = new StandingSource(drive, FaultyFrame));
        Task run = await RunUntilItStandsAsync(faulty, source!, Cancellation);
        long patienceEnds = _time.GetTimestamp() + FastTime.Patient.SourcePatience.Ticks;
        await FastTime.AdvanceUntilAsync(_time, run, () =>
        {
            source!.Pass();
            return _time.GetTimestamp() > patienceEnds;
        });
        Assert.False(faulty.Monitor.IsStalled);
        source!.Release();
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(12, faulty.Monitor.FramesPublished);
        faulty.AssertNothingLost();
    }

    [Fact]
    public async Task Source_LiveCameraStaysAwayForLongerThanThePatience_IsReopeningAndNeitherStalledNorGivenUp()
    {
        using MjpegServer server = new();
        LiveCameraOptions options = new() { Id = "front", Address = server.Address, OpenTimeout = TimeSpan.FromMinutes(5) };
        Task<LiveCameraSource> opening = Task.Run(() => LiveCameraSource.Open(options, new UtcCaptureClock(_time), Cancellation), Cancellation);
        await server.AcceptAsync(Cancellation);
        await server.SendAsync(MjpegServer.Jpeg(1), Cancellation);
        using LiveCameraSource camera = await opening;
        WatchdogOptions impatient = new() { StallTimeout = TimeSpan.FromMinutes(2), SourcePatience = TimeSpan.FromMinutes(4) };
        using FaultyPipeline faulty = new(new PipelineOptions { Watchdog = impatient }, _time, wrap: drive =>
        {
            drive.Dispose();
            return camera;
        });
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task run = faulty.Pipeline.RunAsync(stop.Token);
        await server.SendUntilAsync(() => SpinWait.SpinUntil(() => faulty.Monitor.FramesRead > 0, TimeSpan.FromMilliseconds(100)), Cancellation);
        server.HangUp();
        Assert.True(SpinWait.SpinUntil(
            () => faulty.Monitor.State == SourceState.Reopening && faulty.Worlds.Count == faulty.Monitor.FramesRead, TimeSpan.FromMinutes(1)));

        // Nobody answers from now on, so that each read is a pause and the whole time that opening may take.
        long end = _time.GetTimestamp() + TimeSpan.FromMinutes(20).Ticks;
        await FastTime.AdvanceUntilAsync(_time, run, () =>
        {
            Assert.Equal(SourceState.Reopening, faulty.Monitor.State);
            Assert.StartsWith($"{server.Address}: expected ", faulty.Monitor.LastProblem, StringComparison.Ordinal);
            return _time.GetTimestamp() > end;
        });
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        faulty.AssertNothingLost();
    }

    /// <summary>Begins a run; ends when the source stands still and all that came before is out.</summary>
    /// <returns>The run, in a task of its own.</returns>
    private static async Task<Task> RunUntilItStandsAsync(FaultyPipeline faulty, StandingSource source, CancellationToken stop)
    {
        Task run = faulty.Pipeline.RunAsync(stop);
        await source.Standing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        faulty.AwaitOut(FaultyFrame);
        return run;
    }

    /// <summary>A drive whose reads the test changes.</summary>
    private sealed class ChangedSource(IFrameSource drive, Func<FrameRead, FrameRead> change) : IFrameSource
    {
        public SourceDescription Description => drive.Description;

        public FrameRead Read(Mat image, CancellationToken cancellationToken) => change(drive.Read(image, cancellationToken));

        public void Dispose() => drive.Dispose();
    }
}
