using Perception.Inference;
using Perception.Schedules;

namespace Perception.Pipeline;

/// <summary>
/// The thin host around one stage: its workers take jobs, do the stage's work on them and hand them on. A worker that stands
/// still is replaced, and its frame goes on as a failed one.
/// </summary>
/// <remarks>Frames allocate nothing; a restart does.</remarks>
internal sealed class StageHost
{
    private readonly Func<ValueTask<FrameJob?>> _next;
    private readonly Func<Func<FrameJob, ValueTask>> _begin;
    private readonly Func<FrameJob, ValueTask> _handOn;
    private readonly Action _completed;
    private readonly PipelineMonitor _monitor;
    private readonly StageWorker[] _workers;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RestartBudget _restarts;
    private readonly Lock _gate = new();
    private volatile Func<FrameJob, ValueTask> _work;

    // Workers that are not done, and frames that they were given up with and that are not handed on yet.
    private int _working;

    /// <param name="stage">Which one it is.</param>
    /// <param name="workers">How many frames it works on at once.</param>
    /// <param name="next">Gives the next job, or null at the end.</param>
    /// <param name="begin">Makes the stage's work: once at the start, and anew whenever the stage has failed.</param>
    /// <param name="handOn">Takes a job that the stage is done with.</param>
    /// <param name="completed">Called once, when no more jobs will be handed on.</param>
    /// <param name="monitor">Told of times and restarts.</param>
    /// <param name="restarts">How often it may be started anew.</param>
    public StageHost(
        PipelineStage stage, int workers, Func<ValueTask<FrameJob?>> next, Func<Func<FrameJob, ValueTask>> begin, Func<FrameJob, ValueTask> handOn,
        Action completed, PipelineMonitor monitor, RestartBudget restarts)
    {
        Stage = stage;
        _next = next;
        _begin = begin;
        _handOn = handOn;
        _completed = completed;
        _monitor = monitor;
        _restarts = restarts;
        _work = begin();
        _workers = [.. Enumerable.Range(0, workers).Select(_ => new StageWorker())];
        _working = workers;
    }

    public PipelineStage Stage { get; }

    /// <summary>Whose frames they are; its threads are named after it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it works on a frame; null: on every one.</summary>
    public Func<FrameJob, bool>? Applies { get; init; }

    /// <summary>Whose run it makes on a frame; null where it runs no network.</summary>
    public Func<FrameJob, int>? Slot { get; init; }

    /// <summary>Called in the place of the work on a frame that applies and failed before.</summary>
    public Action<FrameJob>? Skipped { get; init; }

    /// <summary>Called before each frame's work; see <see cref="PipelineOptions.BeforeWork"/>.</summary>
    public Action<PipelineStage, FrameJob>? BeforeWork { get; init; }

    /// <summary>Told of a fault that ends the run.</summary>
    public required Action<Exception> Fail { get; init; }

    /// <summary>Whether it works on a frame, apart from those that it was given up with.</summary>
    public bool IsAtWork => Array.Exists(_workers, worker => worker.TryLook(out _, out _, out _));

    /// <summary>Runs until no more jobs come and every worker that was not given up is done.</summary>
    public Task RunAsync()
    {
        Array.ForEach(_workers, worker => _ = StartAsync(worker));
        return _ended.Task;
    }

    /// <summary>Replaces every worker that has worked on one frame for too long. For the watchdog, one thread at a time.</summary>
    public void Check(long now, TimeSpan limit)
    {
        for (int i = 0; i < _workers.Length; i++)
        {
            StageWorker worker = _workers[i];
            if (!worker.TryLook(out FrameJob? job, out long since, out long turn))
            {
                continue;
            }

            TimeSpan stood = _monitor.Time.GetElapsedTime(since, now);
            if (stood > limit)
            {
                // A network's run can be asked to end; only where it does not is its worker given up, half as long again later.
                if (Slot is not null && stood <= limit * 1.5)
                {
                    job!.EndRun(Slot(job), endsShared: true);
                }
                else if (worker.TryGiveUp(turn))
                {
                    GiveUp(i, worker, job!, stood);
                }
            }
        }
    }

    /// <summary>Asks the network's runs on its own frames to end; one that other cameras' frames share goes on.</summary>
    public void EndRuns()
    {
        foreach (StageWorker worker in _workers)
        {
            if (Slot is not null && worker.TryLook(out FrameJob? job, out _, out _))
            {
                job!.EndRun(Slot(job), endsShared: false);
            }
        }
    }

    private async Task StartAsync(StageWorker worker)
    {
        try
        {
            await StageThread.RunAsync($"{Stage} {Source}", home => LoopAsync(worker, home)).ConfigureAwait(false);
        }
        catch (PipelineException failure)
        {
            Fail(failure);
            End();
        }
    }

    private async Task LoopAsync(StageWorker worker, StageThread home)
    {
        try
        {
            while (await _next().ConfigureAwait(false) is { } job)
            {
                await home.Home();
                bool applies = Applies?.Invoke(job) ?? true;
                if (job.Failure is not null)
                {
                    if (applies)
                    {
                        Skipped?.Invoke(job);
                    }
                }
                else if (applies)
                {
                    long entered = _monitor.Time.GetTimestamp();
                    job.Enter(Stage, entered);
                    worker.Enter(job, entered);
                    Exception? broken = null;
                    try
                    {
                        BeforeWork?.Invoke(Stage, job);
                        if (job.Scheduled is { } failure && failure.Stage == Stage)
                        {
                            throw failure.ToException();
                        }

                        await _work(job).ConfigureAwait(false);
                    }
                    catch (Exception met)
                    {
                        broken = met;
                        job.Fail(met, Stage, Slot?.Invoke(job));
                    }

                    if (!worker.TryLeave())
                    {
                        _restarts.LetGo();
                        job.LetGo();
                        return;
                    }

                    job.Times.Leave(Stage, _monitor.Time.GetTimestamp());
                    if (broken is not null and not InferenceException and not UntrustedNetworkException and not ScheduleException)
                    {
                        Renew(broken.Message, isScheduled: job.Scheduled?.Stage == Stage);
                    }
                }

                await _handOn(job).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        finally
        {
            if (!worker.IsGivenUp)
            {
                End();
            }
        }
    }

    private void GiveUp(int index, StageWorker worker, FrameJob job, TimeSpan stood)
    {
        string problem = FormattableString.Invariant($"it stood still for {stood.TotalSeconds:0.#} s on frame {job.FrameId}");
        job.GiveUp(new StageStalledException(problem), Stage);
        bool isOneTooMany = !_restarts.TryAbandon();
        worker.Settle();
        Renew(problem, isScheduled: false);
        if (isOneTooMany)
        {
            Fail(new PipelineException(_restarts.StandingRefusal(Stage.ToString(), problem)));
        }

        // The frame is still to be handed on: where it is the last one, the new worker finds the end before that is done.
        Interlocked.Increment(ref _working);
        _ = StartAsync(_workers[index] = new StageWorker());

        // Not on the watchdog's thread: the job's successor may take a while to make.
        _ = Task.Run(() => HandOnAsync(job));
    }

    /// <summary>Hands a frame on that its worker was given up with; the stage does not end before.</summary>
    private async Task HandOnAsync(FrameJob job)
    {
        try
        {
            await _handOn(job).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Starts the stage's work anew, without what it remembered.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="isScheduled">Whether a schedule that is followed says so. The recorded run was allowed it, however close together it comes now.</param>
    private void Renew(string problem, bool isScheduled)
    {
        lock (_gate)
        {
            _work = _begin();
            _monitor.CountRestart(Stage, problem);
            if (!isScheduled && !_restarts.TryTake(_monitor.Time.GetTimestamp()))
            {
                Fail(new PipelineException(_restarts.Refusal(Stage.ToString(), problem)));
            }
        }
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _working) == 0)
        {
            _completed();
            _ended.TrySetResult();
        }
    }
}
