using System.Runtime.CompilerServices;
using Perception.Client;
using Perception.Pipeline;
using Perception.Schedules;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>Gives the instants of a recorded schedule, each of the frames that it names; the frames between them are dropped as they were.</summary>
internal sealed class InstantFollower : IInstantGatherer
{
    private readonly RigSchedule _schedule;
    private readonly Action<int, FrameLease, DropCause> _drop;
    private readonly Func<int, bool> _isDriveOver;
    private readonly Action _stop;
    private readonly RigMonitor _monitor;
    private readonly StageQueue<Instant> _free;
    private readonly Link<Instant> _closed;

    /// <param name="schedule">Bound to the networks that run.</param>
    /// <param name="options">The rig's; valid.</param>
    /// <param name="drop">Takes over a camera's frame that is in no instant; counts and disposes it.</param>
    /// <param name="isDriveOver">Whether a camera whose frames have ended has given all of its drive; otherwise it was stopped.</param>
    /// <param name="stop">Stops every camera's capture; called when the schedule is over.</param>
    /// <param name="monitor">Told of each instant.</param>
    public InstantFollower(
        RigSchedule schedule, RigOptions options, Action<int, FrameLease, DropCause> drop, Func<int, bool> isDriveOver, Action stop, RigMonitor monitor)
    {
        _schedule = schedule;
        _drop = drop;
        _isDriveOver = isDriveOver;
        _stop = stop;
        _monitor = monitor;

        // In process, one waiting, one being filled.
        Instants = options.InstantsInFlight + 2;
        _free = new StageQueue<Instant>(Instants);
        for (int i = 0; i < Instants; i++)
        {
            _free.TryWrite(new Instant(schedule.Cameras.Count));
        }

        _closed = new Link<Instant>(DeliveryPolicy.Lossless, Instants);
    }

    public int Instants { get; }

    /// <exception cref="ScheduleException">A camera's frames are not those that were recorded.</exception>
    public Task GatherAsync(IReadOnlyList<RigSeat> seats) => StageThread.RunAsync("Gather", _ => FollowAsync(seats));

    private async Task FollowAsync(IReadOnlyList<RigSeat> seats)
    {
        Instant? filling = null;
        try
        {
            long number = 0;
            foreach (ScheduledInstant scheduled in _schedule.Instants)
            {
                filling = (await _free.ReadAsync().ConfigureAwait(false))!;
                for (int camera = 0; camera < seats.Count; camera++)
                {
                    ScheduledContribution given = scheduled.Cameras[camera];
                    filling.Frames[camera] = null;
                    filling.States[camera] = given.Frame is null ? given.State : ContributionState.Contributed;
                    if (given.Frame is { } frame)
                    {
                        if (await FrameAsync(camera, seats[camera].Captured, frame).ConfigureAwait(false) is not { } found)
                        {
                            return;
                        }

                        filling.Frames[camera] = found;
                        _schedule.CheckFrame(camera, given, found.Stamp);
                    }
                }

                _monitor.CountInstants(scheduled.Number - number + 1);
                _monitor.CountInstantsDropped(scheduled.Number - number);
                number = scheduled.Number + 1;
                filling.Scheduled = scheduled;
                filling.Number = scheduled.Number;
                filling.CaptureTimeNs = scheduled.CaptureTimeNs;
                await _closed.WriteAsync(filling).ConfigureAwait(false);
                filling = null;
            }

            // A stop leaves what is in process little time: every instant has to be back before.
            for (int i = 0; i < Instants; i++)
            {
                await _free.ReadAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _closed.Complete();
            _stop();
            for (int camera = 0; camera < seats.Count; camera++)
            {
                if (filling?.TakeFrame(camera) is { } left)
                {
                    _drop(camera, left, DropCause.Shutdown);
                }

                while (await seats[camera].Captured.ReadAsync().ConfigureAwait(false) is { } frame)
                {
                    Drop(camera, frame);
                }
            }
        }
    }

    public ValueTask<Instant?> NextAsync() => _closed.ReadAsync();

    public void Return(Instant instant) => _free.TryWrite(instant);

    /// <summary>Does nothing: the schedule has said so.</summary>
    public void MarkLate(Instant instant)
    {
    }

    public void Dispose()
    {
    }

    /// <summary>The frame of a camera that the schedule names; null where the camera was stopped before it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameLease?> FrameAsync(int camera, Link<FrameLease> captured, long wanted)
    {
        while (await captured.ReadAsync().ConfigureAwait(false) is { } frame)
        {
            long found = frame.Stamp.FrameId;
            if (found == wanted)
            {
                return frame;
            }

            Drop(camera, frame);
            if (found > wanted)
            {
                throw _schedule.NoFrame(camera, wanted, found);
            }
        }

        return _isDriveOver(camera) ? throw _schedule.NoFrame(camera, wanted, found: null) : null;
    }

    /// <summary>A frame that was in no instant and not dropped was lost with its camera, or is beyond the schedule's end.</summary>
    private void Drop(int camera, FrameLease frame) =>
        _drop(camera, frame, _schedule.Cameras[camera].FateOf(frame.Stamp.FrameId)?.Dropped ?? DropCause.Shutdown);
}
