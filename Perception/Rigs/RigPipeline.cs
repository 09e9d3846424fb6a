using System.ComponentModel.DataAnnotations;
using System.Runtime.ExceptionServices;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Schedules;
using Sensors;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Rigs;

/// <summary>
/// Several cameras' way from images to one <c>world</c> message an instant. Captured frames are grouped into instants before anything is
/// computed, so that what is dropped under load is whole instants; then each camera's own pipeline works on its frame; then one world is made.
/// </summary>
/// <remarks>The rig owns neither the pipelines, the publisher nor the sinks. Run once.</remarks>
public sealed class RigPipeline : IDisposable
{
    private const string NoSharedRig = "live cameras and recorded drives do not share a rig";

    private readonly RigOptions _options;
    private readonly TimeProvider _time;
    private readonly RigSeat[] _seats;
    private readonly RigMonitor _monitor;
    private readonly IInstantGatherer _gatherer;
    private readonly StageQueue<Instant> _finished;
    private readonly Queue<Instant>[] _expected;
    private readonly bool[] _hasEnded;
    private readonly Lock _gate = new();
    private readonly FrameGate _inFlight;
    private readonly GateTicket _turn = new();
    private PerceptionPipeline[] _cameras = [];
    private RigHost? _host;
    private ExceptionDispatchInfo? _firstFault;

    /// <param name="options">Validated here.</param>
    /// <param name="cameras">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public RigPipeline(RigOptions options, int cameras, TimeProvider time)
    {
        OptionRanges.Require(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(cameras, 2);
        _options = options;
        _time = time;
        _monitor = new RigMonitor(cameras);
        _gatherer = options.Schedule is { } schedule
            ? new InstantFollower(schedule, options, Drop, camera => _cameras[camera].Monitor.SourceEnded, StopCameras, _monitor)
            : new InstantGatherer(options, cameras, time, Drop, camera => _cameras[camera].Monitor.State == SourceState.Ended, _monitor);
        PaceOrigin origin = new(cameras);
        _seats = [.. Enumerable.Range(0, cameras).Select(camera => new RigSeat(camera, options.InstantsInFlight, origin, Deliver))];
        _expected = [.. Enumerable.Range(0, cameras).Select(_ => new Queue<Instant>())];
        _hasEnded = new bool[cameras];
        _finished = new StageQueue<Instant>(_gatherer.Instants);
        _inFlight = new FrameGate(options.InstantsInFlight);
    }

    public RigOptions Options => _options;

    public RigMonitor Monitor => _monitor;

    /// <summary>Its cameras, in the rig's order.</summary>
    public IReadOnlyList<PerceptionPipeline> Cameras => _cameras;

    /// <summary>The places for the cameras' pipelines, in the rig's order.</summary>
    public IReadOnlyList<RigSeat> Seats => _seats;

    /// <summary>Says which pipelines sit on the seats and where worlds go; called once before <see cref="RunAsync"/>.</summary>
    /// <param name="cameras">One for each seat, in that order. Their capture times are of one clock.</param>
    /// <param name="publisher">Null publishes nothing.</param>
    /// <param name="sinks">Receive every world with the first contributing camera's image after it was published.</param>
    /// <exception cref="PipelineException">The cameras' capture times are of different clocks, or some are live and some are recorded.</exception>
    public void Connect(IReadOnlyList<PerceptionPipeline> cameras, Publisher? publisher, IReadOnlyList<IWorldSink> sinks)
    {
        if (cameras.FirstOrDefault(camera => camera.Source.Clock != cameras[0].Source.Clock) is { } other)
        {
            throw new PipelineException(
                $"rig {_options.Id}: expected capture times of one clock, found {cameras[0].Source.Clock} ({cameras[0].Source.Id}) and {other.Source.Clock} ({other.Source.Id}); {NoSharedRig}");
        }

        // A drive may have been recorded with UTC times: those are of another day, and nothing paces it beside live cameras.
        if (cameras.FirstOrDefault(camera => camera.Source.IsLive != cameras[0].Source.IsLive) is { } otherKind)
        {
            throw new PipelineException(
                $"rig {_options.Id}: expected cameras that are all live or all recorded, found {Kind(cameras[0].Source)} and {Kind(otherKind.Source)}; {NoSharedRig}");
        }

        _cameras = [.. cameras];
        RigStage stage = new(_options, _cameras, publisher, sinks, _monitor, _time);
        _host = new RigHost(_options, stage, _cameras[0], _finished, _gatherer.Instants, _time)
        {
            MarkLate = _gatherer.MarkLate,
            Return = Return,
            ReturnGivenUp = ReturnGivenUp,
            Fail = Fail,
        };
    }

    /// <summary>Runs every camera to its end and makes their worlds. A camera that fails does not stop the others.</summary>
    /// <exception cref="PipelineException">A camera's pipeline, the rig's stage or a sink failed; thrown after all have ended.</exception>
    /// <exception cref="ScheduleException">The run is not the one whose schedule it follows; thrown after all have ended.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Task worlds = _host!.RunAsync();
        Task frames = Task.WhenAll(
        [
            .. Enumerable.Range(0, _cameras.Length).Select(camera => RunCameraAsync(camera, stop)),
            _gatherer.GatherAsync(_seats),
            StageThread.RunAsync("Admit", _ => AdmitAsync()),
        ]);
        await frames.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _finished.Complete();

        // A camera's fault first: where a schedule is followed, the worlds without its frames are none of the schedule's.
        Task all = Task.WhenAll(frames, worlds);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _firstFault?.Throw();
        await all.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _host?.Dispose();
        _gatherer.Dispose();
    }

    private static string Kind(SourceDescription source) => $"{source.Id} {(source.IsLive ? "live" : "recorded")}";

    private async Task RunCameraAsync(int camera, CancellationToken stop)
    {
        try
        {
            await _cameras[camera].RunAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Those that fail after it may only have waited for it.
            Interlocked.CompareExchange(ref _firstFault, ExceptionDispatchInfo.Capture(failure), null);
            throw;
        }
        finally
        {
            GiveUp(camera);
        }
    }

    /// <summary>Goes on without a camera's frames that did not come out before its pipeline ended; that has counted them.</summary>
    private void GiveUp(int camera)
    {
        _cameras[camera].LeaveOrigin();
        lock (_gate)
        {
            _hasEnded[camera] = true;
            while (_expected[camera].TryDequeue(out Instant? instant))
            {
                Finish(instant, camera, job: null);
            }

            while (_seats[camera].Admitted.TryRead(out FrameLease? frame))
            {
                frame!.Dispose();
            }
        }
    }

    /// <summary>Takes a turn first, so that the instant taken next is the newest; then gives its frames to the cameras' pipelines.</summary>
    private async Task AdmitAsync()
    {
        for (long sequence = 0; ; sequence++)
        {
            await _inFlight.EnterAsync(_turn).ConfigureAwait(false);
            if (await _gatherer.NextAsync().ConfigureAwait(false) is not { } instant)
            {
                break;
            }

            instant.Sequence = sequence;
            instant.Begin();
            for (int camera = 0; camera < _seats.Length; camera++)
            {
                if (instant.TakeFrame(camera) is { } frame)
                {
                    Admit(camera, instant, frame);
                }
            }

            lock (_gate)
            {
                HandOn(instant, isFinished: instant.EndAdmission());
            }
        }

        foreach (RigSeat seat in _seats)
        {
            seat.Admitted.Complete();
        }
    }

    private void Admit(int camera, Instant instant, FrameLease frame)
    {
        lock (_gate)
        {
            if (!_hasEnded[camera])
            {
                // Never waits: as many fit as there are instants in process.
                _expected[camera].Enqueue(instant);
                _ = _seats[camera].Admitted.WriteAsync(frame).AsTask();
                return;
            }

            Finish(instant, camera, job: null);
        }

        frame.Dispose();
    }

    private void Deliver(int camera, FrameJob job)
    {
        lock (_gate)
        {
            if (_expected[camera].TryDequeue(out Instant? instant))
            {
                Finish(instant, camera, job);
                return;
            }
        }

        // Its instant went on without it, and its camera has counted it as lost.
        job.IsLost = true;
        _cameras[camera].Complete(job);
    }

    /// <summary>Called under the lock.</summary>
    private void Finish(Instant instant, int camera, FrameJob? job) => HandOn(instant, isFinished: instant.Finish(camera, job));

    private void HandOn(Instant instant, bool isFinished)
    {
        if (isFinished)
        {
            _finished.TryWrite(instant);
        }
    }

    private void Return(Instant instant)
    {
        for (int camera = 0; camera < _seats.Length; camera++)
        {
            if (instant.Jobs[camera] is { } job)
            {
                instant.Jobs[camera] = null;
                _cameras[camera].Complete(job);
            }
        }

        _inFlight.Leave();
        _gatherer.Return(instant);
    }

    /// <summary>The stage still holds the instant's frames, and so the instant: substitutes and a new one take their places.</summary>
    private void ReturnGivenUp(Instant instant)
    {
        for (int camera = 0; camera < _seats.Length; camera++)
        {
            if (instant.Jobs[camera] is { } job)
            {
                _cameras[camera].Complete(job);
            }
        }

        _inFlight.Leave();
        _gatherer.Return(new Instant(_seats.Length));
    }

    /// <summary>Every camera says so, as its frames come to nothing from now on. A schedule that cannot be followed is no fault of theirs.</summary>
    private void Fail(Exception failure)
    {
        if (failure is not PipelineException fault)
        {
            StopCameras();
            return;
        }

        Array.ForEach(_cameras, camera => camera.Fail(fault));
    }

    private void StopCameras() => Array.ForEach(_cameras, camera => camera.Stop());

    /// <summary>Counts a frame that is in no world with its camera.</summary>
    private void Drop(int camera, FrameLease frame, DropCause cause)
    {
        _cameras[camera].Monitor.CountDropped(frame.Stamp.FrameId, cause, cause == DropCause.Late ? RigReport.LateReason : null);
        frame.Dispose();
    }
}
