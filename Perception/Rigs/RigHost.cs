using System.Runtime.ExceptionServices;
using Perception.Pipeline;
using Perception.Schedules;

namespace Perception.Rigs;

/// <summary>
/// The host around a rig's stage: brings the finished instants back into order and has the stage make their worlds. An instant that the stage fails
/// on or stands still with is lost and counted, and the stage is started anew.
/// </summary>
/// <remarks>Instants allocate nothing; a restart does.</remarks>
internal sealed class RigHost : IDisposable
{
    private const int LooksPerTimeout = 8;
    private const string Name = "the rig's stage";

    private readonly RigOptions _options;
    private readonly WatchdogOptions _watchdog;
    private readonly TimeProvider _time;
    private readonly StageQueue<Instant> _finished;
    private readonly ReorderBuffer<Instant> _inOrder;
    private readonly PipelineMonitor _monitor;
    private readonly RestartBudget _restarts;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile RigStage _stage;
    private Worker _worker = new();
    private ExceptionDispatchInfo? _fault;

    /// <param name="options">The rig's.</param>
    /// <param name="stage">Makes worlds.</param>
    /// <param name="first">The first camera's pipeline: what is counted of the rig as a whole and no camera's is counted with it.</param>
    /// <param name="finished">Instants whose frames have all come out, in any order.</param>
    /// <param name="instants">How many there are.</param>
    /// <param name="time">The clock.</param>
    public RigHost(RigOptions options, RigStage stage, PerceptionPipeline first, StageQueue<Instant> finished, int instants, TimeProvider time)
    {
        _options = options;
        _stage = stage;
        _watchdog = first.Options.Watchdog;
        _monitor = first.Monitor;
        _time = time;
        _finished = finished;
        _inOrder = new ReorderBuffer<Instant>(instants);
        _restarts = new RestartBudget(options.Id, _watchdog, time);
        _interval = _watchdog.StallTimeout / LooksPerTimeout;
        _timer = time.CreateTimer(static host => ((RigHost)host!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells an instant of the frames that came too late for it.</summary>
    public required Action<Instant> MarkLate { get; init; }

    /// <summary>Takes an instant back.</summary>
    public required Action<Instant> Return { get; init; }

    /// <summary>Takes the frames of an instant back that was given up: substitutes of those that the stage still holds.</summary>
    public required Action<Instant> ReturnGivenUp { get; init; }

    /// <summary>Ends the cameras' runs.</summary>
    public required Action<Exception> Fail { get; init; }

    /// <summary>Runs until no more instants come and the last one has been given back.</summary>
    /// <exception cref="PipelineException">The stage failed for good, or a sink did.</exception>
    /// <exception cref="ScheduleException">The run is not the one whose schedule it follows.</exception>
    public async Task RunAsync()
    {
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        _ = StartAsync(_worker);
        await _ended.Task.ConfigureAwait(false);
        _fault?.Throw();
    }

    public void Dispose() => _timer.Dispose();

    private async Task StartAsync(Worker worker, Instant? givenUp = null)
    {
        try
        {
            await StageThread.RunAsync($"Rig {_options.Id}", _ => LoopAsync(worker, givenUp)).ConfigureAwait(false);
        }
        catch (PipelineException failure)
        {
            EndRun(failure);
            _ended.TrySetResult();
        }
    }

    /// <param name="worker">Whose thread it is.</param>
    /// <param name="givenUp">The instant that the worker before was given up with, or null.</param>
    private async Task LoopAsync(Worker worker, Instant? givenUp = null)
    {
        try
        {
            if (givenUp is not null)
            {
                ReturnGivenUp(givenUp);
            }

            while (true)
            {
                while (_inOrder.TryTake(out Instant? instant))
                {
                    if (!TryWork(worker, instant!))
                    {
                        return;
                    }
                }

                if (_finished.TryRead(out Instant? next))
                {
                    _inOrder.Add(next!.Sequence, next);
                }
                else if (!await _finished.WaitAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (Exception failure)
        {
            EndRun(failure);
        }

        _ended.TrySetResult();
    }

    /// <returns>False where the worker was given up meanwhile: another goes on in its place.</returns>
    private bool TryWork(Worker worker, Instant instant)
    {
        // The worker's own: what it still does after it was given up is done to nothing that is used.
        RigStage stage = _stage;
        Exception? broken = null;
        worker.Enter(_gate, instant, _time.GetTimestamp());
        try
        {
            MarkLate(instant);
            stage.Begin(instant);
            _options.BeforeWork?.Invoke(instant.Number);
            stage.Process(instant);
        }
        catch (Exception met)
        {
            broken = met;
        }

        if (!worker.TryLeave(_gate))
        {
            _restarts.LetGo();
            instant.LetGo();
            return false;
        }

        try
        {
            Finish(stage, instant, broken);
        }
        finally
        {
            Return(instant);
        }

        return true;
    }

    private void Finish(RigStage stage, Instant instant, Exception? broken)
    {
        if (broken is ScheduleException)
        {
            EndRun(broken);
        }
        else if (broken is not null)
        {
            Lose(instant, new PipelineException($"rig {_options.Id}: {broken.Message}", broken), broken.Message);
        }
        else
        {
            Record(stage, instant);
        }
    }

    /// <summary>Not watched: a recording has limits of its own.</summary>
    private void Record(RigStage stage, Instant instant)
    {
        try
        {
            stage.Complete(instant);
        }
        catch (Exception failure)
        {
            EndRun(failure);
        }
    }

    /// <summary>Counts an instant of which nothing comes, and starts the stage anew without what it remembered.</summary>
    private void Lose(Instant instant, Exception failure, string problem)
    {
        _stage.Lose(instant, failure);
        _stage = _stage.Renew();
        _monitor.CountRestart(PipelineStage.Publish, failure.Message);
        if (!_restarts.TryTake(_time.GetTimestamp()))
        {
            EndRun(new PipelineException(_restarts.Refusal(Name, problem)));
        }
    }

    /// <summary>Replaces a worker that has worked on one instant for too long. The timer is set anew after each look, so that no two looks overlap.</summary>
    private void Look()
    {
        try
        {
            Worker worker = _worker;
            if (TryGiveUp(worker, out Instant? instant, out string problem))
            {
                if (!_restarts.TryAbandon())
                {
                    EndRun(new PipelineException(_restarts.StandingRefusal(Name, problem)));
                }

                Worker next = _worker = new Worker();
                _ = StartAsync(next, instant);
            }
        }
        catch (Exception failure)
        {
            EndRun(failure);
        }
        finally
        {
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    private bool TryGiveUp(Worker worker, out Instant? instant, out string problem)
    {
        lock (_gate)
        {
            instant = worker.Instant;
            TimeSpan stood = instant is null ? TimeSpan.Zero : _time.GetElapsedTime(worker.Since);
            problem = string.Empty;
            if (stood <= _watchdog.StallTimeout)
            {
                return false;
            }

            problem = FormattableString.Invariant($"it stood still for {stood.TotalSeconds:0.#} s on instant {instant!.Number}");
            StageStalledException failure = new($"rig {_options.Id}: {problem}");
            Lose(instant, failure, problem);
            instant.GiveUp(failure);
            worker.IsGivenUp = true;
            return true;
        }
    }

    private void EndRun(Exception failure)
    {
        Exception fault = failure is PipelineException or ScheduleException ? failure : new PipelineException($"{_options.Id}: {failure.Message}", failure);
        Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(fault), null);
        Fail(fault);
    }

    /// <summary>What the stage's thread works on since when, and whether it was given up; guarded by the host's lock.</summary>
    private sealed class Worker
    {
        public Instant? Instant { get; private set; }

        public long Since { get; private set; }

        public bool IsGivenUp { get; set; }

        public void Enter(Lock gate, Instant instant, long timestamp)
        {
            lock (gate)
            {
                (Instant, Since) = (instant, timestamp);
            }
        }

        public bool TryLeave(Lock gate)
        {
            lock (gate)
            {
                Instant = null;
                return !IsGivenUp;
            }
        }
    }
}
