using System.Runtime.CompilerServices;
using Perception.Schedules;
using Sensors.Frames;

namespace Perception.Pipeline;

/// <summary>
/// Says which captured frame is worked on next: the newest once it is this camera's turn, apart from those that the ladder's last rung
/// or a recorded schedule leaves out.
/// </summary>
internal sealed class FrameIntake
{
    private readonly Link<FrameLease> _frames;
    private readonly GateTurns _turns;
    private readonly LoadLadder? _ladder;
    private readonly RecordedSchedule? _schedule;
    private readonly Action<FrameLease, DropCause> _drop;
    private readonly Action _endOfSchedule;
    private readonly int _interval;
    private long _lastTaken = long.MinValue;

    /// <param name="frames">Where frames come from.</param>
    /// <param name="interval">Every how manyeth captured frame comes.</param>
    /// <param name="turns">A turn is held for every frame that is given.</param>
    /// <param name="ladder">Null sheds no load.</param>
    /// <param name="schedule">Null decides anew.</param>
    /// <param name="drop">Takes a frame that is left out.</param>
    /// <param name="endOfSchedule">Called with the first frame that the schedule does not know.</param>
    public FrameIntake(
        Link<FrameLease> frames, int interval, GateTurns turns, LoadLadder? ladder, RecordedSchedule? schedule, Action<FrameLease, DropCause> drop, Action endOfSchedule)
    {
        _frames = frames;
        _interval = interval;
        _turns = turns;
        _ladder = ladder;
        _schedule = schedule;
        _drop = drop;
        _endOfSchedule = endOfSchedule;
    }

    /// <summary>Waits for the next frame.</summary>
    /// <returns>Null at the end of the source. Otherwise the caller owns the frame and its turn.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FrameLease?> NextAsync()
    {
        while (await _frames.WaitAsync().ConfigureAwait(false))
        {
            // No turn is held while there is no frame for it: the one that was waited for may have grown too old.
            await _turns.EnterAsync().ConfigureAwait(false);
            if (_frames.TryRead(out FrameLease? frame))
            {
                if (LeavesOut(frame!) is not { } cause)
                {
                    _lastTaken = frame!.Stamp.FrameId;
                    return frame;
                }

                _drop(frame!, cause);
            }

            _turns.Leave();
        }

        return null;
    }

    /// <summary>Why a frame is not taken, or null: the ladder's last rung leaves out what follows the frame taken last; a schedule is followed to its end.</summary>
    private DropCause? LeavesOut(FrameLease frame)
    {
        long id = frame.Stamp.FrameId;
        if (_schedule is null)
        {
            bool follows = id > _lastTaken && id <= _lastTaken + _interval;
            return follows && _ladder?.Step.Plan.EverySecondFrame == true ? DropCause.LoadShed : null;
        }

        if (_schedule.FateOf(id) is { } fate)
        {
            return fate.Dropped;
        }

        _endOfSchedule();
        return DropCause.Shutdown;
    }
}
