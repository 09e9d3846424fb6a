using Perception.Inference;
using Perception.Schedules;

namespace Perception.Pipeline;

/// <summary>Where a frame's way ends: it was published, or is counted by the cause of its loss; then its job is free again.</summary>
internal sealed class FrameExit
{
    private readonly JobPool _jobs;
    private readonly PipelineMonitor _monitor;
    private readonly FrameTally _tally;
    private readonly int _mostFailuresInARow;
    private readonly Action<Exception> _fail;
    private readonly int[] _failuresInARow;

    /// <param name="jobs">Takes the jobs back.</param>
    /// <param name="monitor">Counts.</param>
    /// <param name="tally">Told that a frame has ended.</param>
    /// <param name="slots">How many network slots there are.</param>
    /// <param name="mostFailuresInARow">A network that fails on so many of its frames one after another ends the run.</param>
    /// <param name="fail">Ends the run.</param>
    public FrameExit(JobPool jobs, PipelineMonitor monitor, FrameTally tally, int slots, int mostFailuresInARow, Action<Exception> fail)
    {
        _jobs = jobs;
        _monitor = monitor;
        _tally = tally;
        _failuresInARow = new int[slots];
        _mostFailuresInARow = mostFailuresInARow;
        _fail = fail;
    }

    /// <summary>Counts a frame that has come to its message's place, unless it was counted as lost before; ends it where it was not published.</summary>
    /// <param name="job">Still in use where the frame was published.</param>
    /// <param name="latency">From capture to publish.</param>
    /// <returns>Whether it was published.</returns>
    public bool TryLeave(FrameJob job, out TimeSpan latency)
    {
        latency = default;
        if (job.IsLost)
        {
            Finish(job);
            return false;
        }

        if (job.Failure is { } failure)
        {
            CountFailed(job, failure);
            Finish(job);
            return false;
        }

        for (int slot = 0; slot < _failuresInARow.Length; slot++)
        {
            // A network that was left out of this frame may fail on all of its own.
            _failuresInARow[slot] = job.Runs(slot) ? 0 : _failuresInARow[slot];
        }

        latency = _monitor.CountPublished(job);
        return true;
    }

    /// <summary>Ends a frame that was counted.</summary>
    public void Finish(FrameJob job)
    {
        _jobs.Return(job);
        _tally.End();
    }

    /// <summary>Counts a frame that a stage failed on.</summary>
    /// <remarks>A network that the guard distrusts may be right again at the next check; one that fails again and again ends the run.</remarks>
    private void CountFailed(FrameJob job, Exception failure)
    {
        DropCause cause = failure switch
        {
            UntrustedNetworkException => DropCause.Untrusted,
            InferenceException => DropCause.Inference,
            _ => DropCause.StageFault,
        };
        _monitor.CountFailed(job, cause);
        int slot = job.FailedSlot ?? job.Plan.Objects;

        // What a schedule says that failed did not end the run that it was recorded of.
        if (failure is ScheduleException || (cause == DropCause.Inference && job.Scheduled is null && ++_failuresInARow[slot] >= _mostFailuresInARow))
        {
            _fail(failure);
        }
    }
}
