using System.ComponentModel.DataAnnotations;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>
/// Several cameras' way from images to one <c>world</c> message an instant. Captured frames are grouped into instants before anything is
/// computed, so that what is dropped under load is whole instants; then each camera's own pipeline works on its frame; then one world is made.
/// </summary>
/// <remarks>The rig owns neither the pipelines, the publisher nor the sinks. Run once.</remarks>
public sealed class RigPipeline : IDisposable
{
    private readonly RigOptions _options;
    private readonly TimeProvider _time;
    private readonly RigSeat[] _seats;
    private readonly RigMonitor _monitor;
    private readonly InstantAssembler<FrameLease> _assembler;
    private readonly Channel<Instant> _free;
    private readonly Channel<Instant> _finished;
    private readonly Queue<Instant>[] _expected;
    private readonly long[] _lateFor;
    private readonly SpaceTicket[] _space;
    private readonly bool[] _waitsForSpace;
    private readonly Lock _gate = new();
    private readonly FrameGate _inFlight;
    private readonly GateTicket _turn = new();
    private readonly ITimer _timer;
    private readonly Link<Instant> _closed;
    private PerceptionPipeline[] _cameras = [];
    private RigStage? _stage;
    private long _number;

    /// <param name="options">Validated here.</param>
    /// <param name="cameras">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public RigPipeline(RigOptions options, int cameras, TimeProvider time)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        ArgumentOutOfRangeException.ThrowIfLessThan(cameras, 2);
        _options = options;
        _time = time;
        _monitor = new RigMonitor(cameras);
        _assembler = new InstantAssembler<FrameLease>(cameras, options);
        _seats = [.. Enumerable.Range(0, cameras).Select(camera => new RigSeat(camera, options.InstantsInFlight, Deliver))];
        _expected = [.. Enumerable.Range(0, cameras).Select(_ => new Queue<Instant>())];
        _space = [.. Enumerable.Range(0, cameras).Select(_ => new SpaceTicket())];
        _waitsForSpace = new bool[cameras];
        _lateFor = new long[cameras];
        Array.Fill(_lateFor, -1);

        // In process, one waiting, one being closed.
        int instants = options.InstantsInFlight + 2;
        _free = Channel.CreateBounded<Instant>(instants);
        _finished = Channel.CreateBounded<Instant>(instants);
        for (int i = 0; i < instants; i++)
        {
            _free.Writer.TryWrite(new Instant(cameras));
        }

        _inFlight = new FrameGate(options.InstantsInFlight);
        _closed = new Link<Instant>(options.IsLossless ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest, capacity: instants, DropForNewer);
        _timer = time.CreateTimer(static rig => ((RigPipeline)rig!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
    /// <exception cref="PipelineException">The cameras' capture times are of different clocks.</exception>
    public void Connect(IReadOnlyList<PerceptionPipeline> cameras, Publisher? publisher, IReadOnlyList<IWorldSink> sinks)
    {
        if (cameras.FirstOrDefault(camera => camera.Source.Clock != cameras[0].Source.Clock) is { } other)
        {
            throw new PipelineException(
                $"rig {_options.Id}: expected capture times of one clock, found {cameras[0].Source.Clock} ({cameras[0].Source.Id}) and {other.Source.Clock} ({other.Source.Id}); live cameras and recorded drives do not share a rig");
        }

        _cameras = [.. cameras];
        _stage = new RigStage(_options, _cameras, publisher, sinks, _monitor, _time);
    }

    /// <summary>Runs every camera to its end and makes their worlds. A camera that fails does not stop the others.</summary>
    /// <exception cref="PipelineException">A camera's pipeline or a sink failed; thrown after all have ended.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Task worlds = Task.Run(PublishAsync, CancellationToken.None);
        try
        {
            await Task.WhenAll(
            [
                .. _seats.Select((seat, camera) => Task.Run(() => GatherAsync(camera, seat.Captured), CancellationToken.None)),
                Task.Run(AdmitAsync, CancellationToken.None),
                .. _cameras.Select(camera => camera.RunAsync(stop)),
            ]).ConfigureAwait(false);
        }
        finally
        {
            _finished.Writer.TryComplete();
            await worlds.ConfigureAwait(false);
        }
    }

    public void Dispose() => _timer.Dispose();

    private long NowNs => _time.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>One camera's captured frames into the assembler.</summary>
    private async Task GatherAsync(int camera, Link<FrameLease> captured)
    {
        while (await captured.ReadAsync().ConfigureAwait(false) is { } frame)
        {
            if (_options.IsLossless)
            {
                await WaitForSpaceAsync(camera).ConfigureAwait(false);
            }

            Add(camera, frame);
            Advance();
        }

        lock (_gate)
        {
            _assembler.End(camera);
        }

        Advance();
    }

    private ValueTask WaitForSpaceAsync(int camera)
    {
        lock (_gate)
        {
            if (!_assembler.IsFull(camera))
            {
                return ValueTask.CompletedTask;
            }

            _waitsForSpace[camera] = true;
            return _space[camera].Wait();
        }
    }

    private void Add(int camera, FrameLease frame)
    {
        FrameLease? dropped = null;
        bool isLate;
        lock (_gate)
        {
            if (_assembler.IsFull(camera))
            {
                dropped = _assembler.Drop(camera);
            }

            isLate = !_assembler.TryAdd(camera, frame.Stamp.CaptureTimeNs, frame, NowNs);
            if (isLate)
            {
                _lateFor[camera] = _number - 1;
            }
        }

        if (dropped is not null)
        {
            _cameras[camera].Monitor.CountDrop(DropCause.NewerFrame, problem: null);
            dropped.Dispose();
        }

        if (isLate)
        {
            _cameras[camera].Monitor.CountDrop(DropCause.Late, _stage!.LateReason(camera));
            frame.Dispose();
        }
    }

    /// <summary>Closes every instant that is complete or has waited long enough; called when a frame came, a camera ended, or a wait is over.</summary>
    private void Advance()
    {
        lock (_gate)
        {
            // Without a free instant the next one stays open; it is closed when one comes back.
            while (_free.Reader.TryPeek(out Instant? instant))
            {
                InstantCut cut = _assembler.Cut(NowNs, instant.Frames, instant.States, out long leftNs);
                if (cut == InstantCut.Waiting && !_options.IsLossless)
                {
                    // Timers count whole milliseconds.
                    _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(leftNs / 1e6)), Timeout.InfiniteTimeSpan);
                }

                if (cut != InstantCut.Closed)
                {
                    break;
                }

                _free.Reader.TryRead(out _);
                instant.Number = _number++;
                instant.CaptureTimeNs = _assembler.CaptureTimeNs;
                GiveSpace();

                // Never waits: as many fit as there are instants, and the newest wins where frames may be dropped.
                _ = _closed.WriteAsync(instant).AsTask();
            }

            if (_assembler.IsOver)
            {
                _closed.Complete();
            }
        }
    }

    private void GiveSpace()
    {
        for (int camera = 0; camera < _seats.Length; camera++)
        {
            if (_waitsForSpace[camera] && !_assembler.IsFull(camera))
            {
                _waitsForSpace[camera] = false;
                _space[camera].Complete();
            }
        }
    }

    /// <summary>Takes a turn first, so that the instant taken next is the newest; then gives its frames to the cameras' pipelines.</summary>
    private async Task AdmitAsync()
    {
        for (long sequence = 0; ; sequence++)
        {
            await _inFlight.EnterAsync(_turn).ConfigureAwait(false);
            if (await _closed.ReadAsync().ConfigureAwait(false) is not { } instant)
            {
                break;
            }

            instant.Sequence = sequence;
            instant.Begin();
            for (int camera = 0; camera < _seats.Length; camera++)
            {
                if (instant.Frames[camera] is not { } frame)
                {
                    continue;
                }

                instant.Frames[camera] = null;
                lock (_gate)
                {
                    _expected[camera].Enqueue(instant);
                }

                await _seats[camera].Admitted.WriteAsync(frame).ConfigureAwait(false);
            }
        }

        foreach (RigSeat seat in _seats)
        {
            seat.Admitted.Complete();
        }
    }

    private void Deliver(int camera, FrameJob job)
    {
        lock (_gate)
        {
            Instant instant = _expected[camera].Dequeue();
            if (instant.Finish(camera, job))
            {
                _finished.Writer.TryWrite(instant);
            }
        }
    }

    /// <summary>Brings the instants back into order and makes their worlds.</summary>
    private async Task PublishAsync()
    {
        ExceptionDispatchInfo? fault = null;
        ReorderBuffer<Instant> inOrder = new(_options.InstantsInFlight + 2);
        ChannelReader<Instant> finished = _finished.Reader;
        while (await finished.WaitToReadAsync().ConfigureAwait(false))
        {
            while (finished.TryRead(out Instant? one))
            {
                inOrder.Add(one.Sequence, one);
                while (inOrder.TryTake(out Instant? instant))
                {
                    try
                    {
                        MarkLate(instant!);
                        _stage!.Process(instant!);
                    }
                    catch (Exception failure)
                    {
                        fault ??= ExceptionDispatchInfo.Capture(failure as PipelineException ?? new PipelineException($"{_options.Id}: {failure.Message}", failure));
                        Array.ForEach(_cameras, camera => camera.Stop());
                    }
                    finally
                    {
                        Return(instant!);
                    }
                }
            }
        }

        fault?.Throw();
    }

    private void MarkLate(Instant instant)
    {
        lock (_gate)
        {
            for (int camera = 0; camera < _seats.Length; camera++)
            {
                bool isLate = instant.States[camera] == ContributionState.Missing && _lateFor[camera] == instant.Number;
                instant.States[camera] = isLate ? ContributionState.Late : instant.States[camera];
            }
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

        _free.Writer.TryWrite(instant);
        _inFlight.Leave();
        Advance();
    }

    private void DropForNewer(Instant instant, DropCause cause)
    {
        for (int camera = 0; camera < _seats.Length; camera++)
        {
            if (instant.Frames[camera] is { } frame)
            {
                instant.Frames[camera] = null;
                _cameras[camera].Monitor.CountDrop(cause, problem: null);
                frame.Dispose();
            }
        }

        _monitor.CountInstantDropped();
        _free.Writer.TryWrite(instant);
    }

    private sealed class SpaceTicket : FrameTicket;
}
