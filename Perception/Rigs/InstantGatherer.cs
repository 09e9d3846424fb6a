using System.Threading.Channels;
using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>Groups frames by their capture times, as they come.</summary>
/// <remarks>Thread safe: each camera's frames come from a thread of its own, and a timer closes what has waited long enough. Steady state allocates nothing.</remarks>
internal sealed class InstantGatherer : IInstantGatherer
{
    private readonly bool _isLossless;
    private readonly TimeProvider _time;
    private readonly Action<int, FrameLease, DropCause> _drop;
    private readonly Func<int, bool> _isDriveOver;
    private readonly RigMonitor _monitor;
    private readonly InstantAssembler<FrameLease> _assembler;
    private readonly Channel<Instant> _free;
    private readonly Link<Instant> _closed;
    private readonly long[] _lateFor;
    private readonly SpaceTicket[] _space;
    private readonly bool[] _waitsForSpace;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _number;

    /// <param name="options">The rig's; valid.</param>
    /// <param name="cameras">How many there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="drop">Takes over a camera's frame that is in no instant; counts and disposes it.</param>
    /// <param name="isDriveOver">Whether a camera whose frames have ended has given all of its drive.</param>
    /// <param name="monitor">Told of each instant, and of each that a newer one took the place of; its frames are dropped one by one.</param>
    public InstantGatherer(
        RigOptions options, int cameras, TimeProvider time, Action<int, FrameLease, DropCause> drop, Func<int, bool> isDriveOver, RigMonitor monitor)
    {
        _isLossless = options.IsLossless;
        _time = time;
        _drop = drop;
        _isDriveOver = isDriveOver;
        _monitor = monitor;
        _assembler = new InstantAssembler<FrameLease>(cameras, options);
        _space = [.. Enumerable.Range(0, cameras).Select(_ => new SpaceTicket())];
        _waitsForSpace = new bool[cameras];
        _lateFor = new long[cameras];
        Array.Fill(_lateFor, -1);

        // In process, one waiting, one being closed.
        Instants = options.InstantsInFlight + 2;
        _free = Channel.CreateBounded<Instant>(Instants);
        for (int i = 0; i < Instants; i++)
        {
            _free.Writer.TryWrite(new Instant(cameras));
        }

        _closed = new Link<Instant>(options.IsLossless ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest, Instants, DropForNewer);
        _timer = time.CreateTimer(static gatherer => ((InstantGatherer)gatherer!).Advance(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Instants { get; }

    private long NowNs => Nanoseconds.Of(_time.GetElapsedTime(0));

    public Task GatherAsync(IReadOnlyList<RigSeat> seats) => Task.WhenAll(seats.Select((seat, camera) => StageThread.RunAsync($"Gather {camera}", _ => GatherAsync(camera, seat.Captured))));

    public ValueTask<Instant?> NextAsync() => _closed.ReadAsync();

    public void Return(Instant instant)
    {
        _free.Writer.TryWrite(instant);
        Advance();
    }

    public void MarkLate(Instant instant)
    {
        lock (_gate)
        {
            for (int camera = 0; camera < _lateFor.Length; camera++)
            {
                bool isLate = instant.States[camera] == ContributionState.Missing && _lateFor[camera] == instant.Number;
                instant.States[camera] = isLate ? ContributionState.Late : instant.States[camera];
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private async Task GatherAsync(int camera, Link<FrameLease> captured)
    {
        while (await captured.ReadAsync().ConfigureAwait(false) is { } frame)
        {
            if (_isLossless)
            {
                await WaitForSpaceAsync(camera).ConfigureAwait(false);
            }

            Add(camera, frame);
            Advance();
        }

        lock (_gate)
        {
            _assembler.End(camera, _isDriveOver(camera));
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
        FrameLease? older = null;
        bool isLate;
        lock (_gate)
        {
            if (_assembler.IsFull(camera))
            {
                older = _assembler.Drop(camera);
            }

            isLate = !_assembler.TryAdd(camera, frame.Stamp.CaptureTimeNs, frame, NowNs);
            if (isLate)
            {
                _lateFor[camera] = _number - 1;
            }
        }

        if (older is not null)
        {
            _drop(camera, older, DropCause.NewerFrame);
        }

        if (isLate)
        {
            _drop(camera, frame, DropCause.Late);
        }
    }

    /// <summary>Closes every instant that is complete or has waited long enough; called when a frame came, a camera ended, an instant came back, or a wait is over.</summary>
    private void Advance()
    {
        lock (_gate)
        {
            // Without a free instant the next one stays open; it is closed when one comes back.
            while (_free.Reader.TryPeek(out Instant? instant))
            {
                InstantCut cut = _assembler.Cut(NowNs, instant.Frames, instant.States, out long leftNs);
                if (cut == InstantCut.Waiting && !_isLossless)
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
                _monitor.CountInstants();
                instant.CaptureTimeNs = _assembler.CaptureTimeNs;
                for (int camera = 0; camera < _lateFor.Length; camera++)
                {
                    instant.IsDriveOver[camera] = _assembler.IsDriveOver(camera);
                }

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
        for (int camera = 0; camera < _space.Length; camera++)
        {
            if (_waitsForSpace[camera] && !_assembler.IsFull(camera))
            {
                _waitsForSpace[camera] = false;
                _space[camera].Complete();
            }
        }
    }

    private void DropForNewer(Instant instant, DropCause cause)
    {
        for (int camera = 0; camera < instant.Frames.Length; camera++)
        {
            if (instant.TakeFrame(camera) is { } frame)
            {
                _drop(camera, frame, cause);
            }
        }

        _monitor.CountInstantsDropped();
        _free.Writer.TryWrite(instant);
    }

    private sealed class SpaceTicket : FrameTicket;
}
