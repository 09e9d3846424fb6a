using System.Runtime.CompilerServices;
using Perception.Client;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>
/// One source's way from image to <c>world</c> message. The stages are wired in <see cref="RunAsync"/>, in the order in
/// which a frame travels.
/// </summary>
/// <remarks>
/// Only the first link may drop frames (<see cref="PipelineOptions.CapturePolicy"/>); behind it every frame comes out, as
/// a message or, where a stage failed on it, as a counted drop. The last link may keep messages from the recordings
/// (<see cref="PipelineOptions.RecordingPolicy"/>). Jobs are finite, so latency and memory are bounded.
/// The pipeline owns neither the source, the networks nor the sinks; it may be disposed, and so may they, while a stage still
/// works past the drain timeout: what that stage uses is freed when it lets go.
/// </remarks>
public sealed class PerceptionPipeline : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly NetworkSet _networks;
    private readonly FramePool _frames;
    private readonly JobPool _jobs;
    private readonly StageBranches _branches;
    private readonly LoadLadder? _ladder;
    private readonly Pacer _pacer;
    private readonly CaptureStage _capture;
    private readonly PublishStage _publish;
    private readonly RecordStage _record;
    private readonly RigSeat? _seat;
    private readonly GateTurns _turns;
    private readonly FrameTally _tally;
    private readonly FrameIntake _intake;
    private readonly InferStage _infer;
    private readonly FrameExit _exit;
    private readonly PipelineEnd _end;

    // The links, in the order in which a frame travels.
    private readonly Link<FrameLease> _captured;
    private readonly Link<FrameJob> _decoded;
    private readonly Link<FrameJob> _fused;
    private readonly Link<FrameJob> _published;

    private FuseStage? _fuse;
    private MotionStage? _motion;
    private long _sequence;

    /// <param name="source">Read by this pipeline alone.</param>
    /// <param name="networks">May be shared with other pipelines.</param>
    /// <param name="publisher">Where messages go; null publishes nothing.</param>
    /// <param name="sinks">Receive every message with its image after it was published, in order.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="time">The clock for latencies, pacing and publish times.</param>
    /// <param name="guards">The networks' guards, told of each frame; frames of a network that they found wrong are dropped. Null trusts every network.</param>
    /// <param name="sharing">What it shares with the pipelines of other cameras; null for the only one.</param>
    /// <param name="seat">Its place in a rig, which then publishes in its stead; null where it is a source by itself.</param>
    public PerceptionPipeline(
        IFrameSource source, NetworkSet networks, Publisher? publisher, IReadOnlyList<IWorldSink> sinks,
        PipelineOptions options, TimeProvider time, NetworkGuards? guards = null, CameraSharing? sharing = null, RigSeat? seat = null)
    {
        options.Validate();
        _options = options;
        _networks = networks;
        _turns = new GateTurns(sharing?.Gate);
        _tally = new FrameTally(guards?.Idle);
        _infer = new InferStage(networks, guards, sharing);
        _seat = seat;
        Source = source.Description;
        bool measuresMotion = options.ImageMotion is not null && ImageMotionEstimator.CanTell(Source.Calibration);
        Motion = Source.EgoMotion is null
            ? measuresMotion ? MotionSource.ImageMotion : MotionSource.None
            : measuresMotion ? MotionSource.OdometryAndImageMotion : MotionSource.Odometry;
        Monitor = new PipelineMonitor(time) { Recorder = options.Recorder };
        _end = new PipelineEnd(Source.Id, options.DrainTimeout, Monitor);

        int waiting = options.CapturePolicy.Kind == DeliveryKind.LatencyBound ? options.WaitingFrames : 1;
        // A rig groups the captured frames into instants, and says which are worked on.
        _captured = seat?.Captured ?? new Link<FrameLease>(options.CapturePolicy, waiting, Drop, Age);
        _branches = new StageBranches((networks.RunsTwo ? 2 : 1) + (measuresMotion ? 1 : 0), options.FramesInFlight, Travelling);
        _decoded = Lossless();
        _fused = Lossless();
        _published = new Link<FrameJob>(options.RecordingPolicy, options.FramesInFlight, LeaveUnrecorded, job => Age(job.Frame!));

        // In the pool beside the frames in process: those waiting in the link, one being read, and what a rig holds.
        _frames = new FramePool(options.FramesInFlight + waiting + 1 + (seat?.FramesHeld ?? 0));
        DecodeStage decode = new(networks);
        _jobs = new JobPool(options.FramesInFlight, () => new FrameJob(networks, Source, decode, options.MaxDetections, measuresMotion));
        _exit = new FrameExit(_jobs, Monitor, _tally, networks.Slots.Count, options.MaxConsecutiveFailures, _end.Fail);

        // A rig drops whole instants: its cameras leave nothing out by themselves.
        _ladder = options.Load is null || seat is not null ? null : new LoadLadder(options.Load, networks.Plans, time);
        _intake = new FrameIntake(seat?.Admitted ?? _captured, options.CapturePolicy.Interval, _turns, _ladder, options.Schedule, Drop, _end.Stop);
        Pace pace = Source.IsLive ? Pace.Max : options.Pace;
        _pacer = new Pacer(pace, time, seat?.Origin);
        _capture = new CaptureStage(source, _frames, _pacer, Monitor, _captured, options.Playback);
        _publish = new PublishStage(publisher, Monitor, options.Schedule);
        _record = new RecordStage(sinks, options.EndsOnRecordingFault, Monitor);
    }

    public SourceDescription Source { get; }

    /// <summary>Where the camera's own motion is known from.</summary>
    public MotionSource Motion { get; }

    public PipelineMonitor Monitor { get; }

    public PipelineOptions Options => _options;

    /// <summary>Where the load-shedding ladder stands; null where there is none.</summary>
    public LoadStep? Load => _ladder?.Step;

    /// <summary>How many frames are in process now.</summary>
    public int FramesInProcess => _jobs.Outstanding;

    /// <summary>Runs until the drive is over or a stop is asked for, and every frame in process is finished.</summary>
    /// <exception cref="PipelineException">A stage failed for good; frames that were in process are counted as dropped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenRegistration registration = stop.Register(_end.Stop);
        List<StageHost> hosts = [];
        int branches = 0;

        // The frame's way, top to bottom: stage, where its frames come from, its work, where they go.
        Stage(PipelineStage.Letterbox, NextFrameAsync, () => Do(LetterboxStage.Process), _branches.PartAsync, _branches.Complete);
        Network(PipelineStage.Detect, job => job.Plan.Objects, _ => true);
        if (_networks.RunsTwo)
        {
            Network(PipelineStage.Segment, job => job.Plan.Lanes, job => job.RunsLanes && job.Plan.Lanes != job.Plan.Objects);
        }

        if (Motion is MotionSource.ImageMotion or MotionSource.OdometryAndImageMotion)
        {
            Branch(PipelineStage.Motion, BeginMotion, skipped: _ => _motion!.Forget());
        }

        Stage(PipelineStage.Decode, _branches.NextInOrderAsync, () => Do(new DecodeStage(_networks).Process), job => _decoded.WriteAsync(Travelling(job)), _decoded.Complete);
        Stage(PipelineStage.Fuse, _decoded.ReadAsync, BeginFusing, job => _fused.WriteAsync(Travelling(job)), _fused.Complete);
        Stage(PipelineStage.Publish, NextToPublishAsync, () => Do(Publish), PublishedAsync, _published.Complete);
        Stage(PipelineStage.Record, _published.ReadAsync, () => Do(Record), RecordedAsync, static () => { });

        using StageWatchdog watchdog = new(_options.Watchdog, Monitor, _capture, hosts, _end.Fail);
        await _end.WaitForAsync(Task.WhenAll([CaptureAsync(), .. hosts.Select(host => host.RunAsync())]), () => _seat is not null && !watchdog.SeesWork, () => GiveUp(hosts), Awaited).ConfigureAwait(false);
        if (Monitor.State == SourceState.Ended)
        {
            _ladder?.End();
        }

        void Network(PipelineStage stage, Func<FrameJob, int> slot, Func<FrameJob, bool> applies) =>
            Branch(stage, () => job => _infer.ProcessAsync(job, slot(job)), JoinFrom(slot, applies), _options.WorkersPerNetwork, slot: slot, applies: applies);

        void Branch(
            PipelineStage stage, Func<Func<FrameJob, ValueTask>> begin, Func<FrameJob, ValueTask>? handOn = null, int workers = 1,
            Action<FrameJob>? skipped = null, Func<FrameJob, int>? slot = null, Func<FrameJob, bool>? applies = null)
        {
            int number = branches++;
            Stage(stage, () => _branches.ReadAsync(number), begin, handOn ?? _branches.JoinAsync, _branches.End, workers, skipped, slot, applies);
        }

        void Stage(
            PipelineStage stage, Func<ValueTask<FrameJob?>> next, Func<Func<FrameJob, ValueTask>> begin, Func<FrameJob, ValueTask> handOn, Action completed,
            int workers = 1, Action<FrameJob>? skipped = null, Func<FrameJob, int>? slot = null, Func<FrameJob, bool>? applies = null) =>
            hosts.Add(new StageHost(stage, workers, next, begin, handOn, completed, Monitor, new RestartBudget(Source.Id, _options.Watchdog, Monitor.Time))
            {
                Source = Source.Id,
                Applies = applies,
                Slot = slot,
                Skipped = skipped,
                BeforeWork = _options.BeforeWork,
                Fail = _end.Fail,
            });
    }

    /// <summary>Stops capturing; the frames in process are finished.</summary>
    internal void Stop() => _end.Stop();

    /// <summary>Ends the run with a fault of the rig; what is in process is finished.</summary>
    internal void Fail(PipelineException fault) => _end.Fail(fault);

    /// <summary>The other drives of its rig do not wait for this one's first frame, where it has given none.</summary>
    internal void LeaveOrigin() => _pacer.Leave();

    /// <summary>Takes a frame back from the rig after its world was published, or dropped where it failed.</summary>
    internal void Complete(FrameJob job)
    {
        FrameJob travelling = Travelling(job);
        if (_exit.TryLeave(travelling, out _))
        {
            _exit.Finish(travelling);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _capture.Dispose();
        _jobs.Dispose();

        // After a run that was given up, a capture may still be held back by a link that nobody reads any more.
        _captured.Complete();
        while (_captured.TryRead(out FrameLease? left))
        {
            left!.Dispose();
        }

        _frames.Dispose();
    }

    /// <summary>Synchronous work as a stage's.</summary>
    private static Func<FrameJob, ValueTask> Do(Action<FrameJob> work) => job =>
    {
        work(job);
        return ValueTask.CompletedTask;
    };

    private async Task CaptureAsync()
    {
        try
        {
            await StageThread.RunAsync($"{PipelineStage.Capture} {Source.Id}", home => _capture.RunAsync(home, _end.Stopping)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _end.Fail(failure);
            _capture.Abandon();
        }
        finally
        {
            LeaveOrigin();
        }
    }

    /// <summary>Frame to job: takes a free job first, so that the frame taken next is the newest.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameJob?> NextFrameAsync()
    {
        if (await _jobs.RentAsync().ConfigureAwait(false) is not { } job)
        {
            return null;
        }

        if (await _intake.NextAsync().ConfigureAwait(false) is not { } frame)
        {
            _jobs.Return(job);
            return null;
        }

        FrameFate? fate = _options.Schedule?.FateOf(frame.Stamp.FrameId);
        job.Begin(frame, _sequence++, fate?.Load ?? _ladder?.Step);
        job.Scheduled = fate?.Failure;
        Monitor.Recorder?.Taken(job.Sequence, job.FrameId, job.Load);
        _tally.Begin();
        _infer.Announce(job);
        return job;
    }

    /// <summary>A network's stage is done with a frame, however it went: one that has not come to the network by now is waited for no longer.</summary>
    private Func<FrameJob, ValueTask> JoinFrom(Func<FrameJob, int> slot, Func<FrameJob, bool> applies) => job =>
    {
        if (applies(job))
        {
            _infer.Withdraw(job, slot(job));
        }

        return _branches.JoinAsync(job);
    };

    private Func<FrameJob, ValueTask> BeginMotion()
    {
        MotionStage motion = _motion = new MotionStage(Source, _options.ImageMotion!);
        return Do(motion.Process);
    }

    /// <summary>A stage that failed forgets its tracks: what it remembers may be half written. Identities and the count of confirmed tracks go on.</summary>
    private Func<FrameJob, ValueTask> BeginFusing()
    {
        FuseStage fuse = _fuse = new FuseStage(_options.Fusion, Source, _networks, isForRig: _seat is not null, before: _fuse);
        return Do(job =>
        {
            fuse.Process(job);
            Monitor.CountFused(job);
        });
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameJob?> NextToPublishAsync()
    {
        FrameJob? job = await _fused.ReadAsync().ConfigureAwait(false);
        if (job is not null)
        {
            _turns.Leave();
        }

        return job;
    }

    private void Publish(FrameJob job)
    {
        if (_seat is null)
        {
            job.IsLost = !_publish.TryProcess(job);
        }
    }

    private ValueTask PublishedAsync(FrameJob job)
    {
        FrameJob travelling = Travelling(job);
        if (_seat is not null)
        {
            _seat.Deliver(travelling);
            return ValueTask.CompletedTask;
        }

        if (!_exit.TryLeave(travelling, out TimeSpan latency))
        {
            return ValueTask.CompletedTask;
        }

        _ladder?.Published(latency);
        return _published.WriteAsync(travelling);
    }

    /// <summary>The recordings, behind publishing so that they cost no latency.</summary>
    private void Record(FrameJob job)
    {
        try
        {
            _record.Write(job.Message, job.Frame!.Image);
        }
        catch (Exception failure)
        {
            _end.Fail(failure);
        }
    }

    private ValueTask RecordedAsync(FrameJob job)
    {
        if (job.Times.TryGet(PipelineStage.Record, out long entered, out long left))
        {
            Monitor.RecordStage(PipelineStage.Record, entered, left);
        }

        _exit.Finish(Travelling(job));
        return ValueTask.CompletedTask;
    }

    /// <summary>The job itself; or, where a stage stands still with it, a new one that carries its failure on in its place.</summary>
    private FrameJob Travelling(FrameJob job)
    {
        if (!job.IsGivenUp)
        {
            return job;
        }

        _infer.Withdraw(job);
        FrameJob substitute = _jobs.Substitute(job);
        _frames.AddSpare();
        job.LetGo();
        return substitute;
    }

    /// <summary>What is in process will not come out in time: runs end where they can, and nobody else waits for these frames.</summary>
    private void GiveUp(List<StageHost> hosts)
    {
        _capture.Abandon();
        hosts.ForEach(host => host.EndRuns());
        _turns.LeaveAll();
        _tally.EndAll();
        _infer.WithdrawAll(_jobs.All);
    }

    /// <summary>What the run waits for where every frame that was read has come out.</summary>
    private string Awaited() =>
        _capture.ReadingSince is not null ? "the source's read to return" : _seat is not null ? "its rig to end" : "the recording to take the last message";

    private Link<FrameJob> Lossless() => new(DeliveryPolicy.Lossless, _options.FramesInFlight);

    private TimeSpan Age(FrameLease frame) => Monitor.Time.GetElapsedTime(frame.Stamp.CaptureTimestamp);

    private void Drop(FrameLease frame, DropCause cause)
    {
        Monitor.CountDropped(frame.Stamp.FrameId, cause);
        if (cause is DropCause.NewerFrame or DropCause.TooOld)
        {
            _ladder?.Dropped();
        }

        frame.Dispose();
    }

    private void LeaveUnrecorded(FrameJob job, DropCause cause)
    {
        Monitor.CountRecordingDropped();
        _exit.Finish(job);
    }
}
