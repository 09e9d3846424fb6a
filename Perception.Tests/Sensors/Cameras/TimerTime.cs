using System.Threading.Channels;

namespace Perception.Tests.Sensors.Cameras;

/// <summary>A clock that only a test moves, with timers; tells when something begins to wait on it.</summary>
internal sealed class TimerTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly Channel<bool> _armed = Channel.CreateUnbounded<bool>();
    private DateTimeOffset _utc = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _utc;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until a timer, or so many, are set to go off after exactly this time.</summary>
    public async Task WhenArmedAsync(TimeSpan dueTime, CancellationToken cancellationToken, int timers = 1)
    {
        while (true)
        {
            _ = await _armed.Reader.ReadAsync(cancellationToken);
            lock (_lock)
            {
                if (_timers.Count(timer => timer.DueTicks == _ticks + dueTime.Ticks) >= timers)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Sets the wall clock, and only it.</summary>
    public void StepWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _utc += by;
        }
    }

    public void Advance(TimeSpan duration)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _ticks += duration.Ticks;
            _utc += duration;
            due = [.. _timers.Where(timer => timer.DueTicks <= _ticks)];
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    private sealed class ManualTimer(TimerTime time, TimerCallback callback, object? state) : ITimer
    {
        public long DueTicks { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                DueTicks = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time._ticks + dueTime.Ticks;
            }

            time._armed.Writer.TryWrite(true);
            return true;
        }

        public void Fire()
        {
            lock (time._lock)
            {
                DueTicks = long.MaxValue;
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
