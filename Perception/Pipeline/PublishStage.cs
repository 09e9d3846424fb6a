using Perception.Publishing;
using Perception.Schedules;
using Sensors.Frames;

namespace Perception.Pipeline;

/// <summary>Numbers and stamps the message and hands it to the socket.</summary>
public sealed class PublishStage
{
    /// <summary>Of frames that newer ones took the place of, and of a rig's instants.</summary>
    internal const string NewerFrameReason = "frames came faster than they could be processed, and the newest won";
    private const string LoadShedReason = "frames were left out to meet the deadline";
    private const string TooOldReason = "frames had waited longer than the link behind capture allows";

    private readonly Publisher? _publisher;
    private readonly PipelineMonitor _monitor;
    private readonly RecordedSchedule? _schedule;
    private readonly StageTiming[] _timings = new StageTiming[StageTimes.StageCount];
    private readonly long[] _dropsBefore = new long[DropCounts.Causes.Length];
    private readonly long[] _drops = new long[DropCounts.Causes.Length];
    private readonly Lock _outlet = new();
    private long _sequenceNumber;

    /// <param name="publisher">Null stamps the message without sending it.</param>
    /// <param name="monitor">Counts the drops that the message carries.</param>
    /// <param name="schedule">Says instead which drops each message carries; null leaves it to the monitor.</param>
    public PublishStage(Publisher? publisher, PipelineMonitor monitor, RecordedSchedule? schedule = null)
    {
        _schedule = schedule;
        _publisher = publisher;
        _monitor = monitor;
    }

    /// <returns>False where the frame is counted as lost meanwhile, so that nothing of it goes out.</returns>
    public bool TryProcess(FrameJob job)
    {
        // One at a time and in order: a worker that stood still before this, and was replaced, may still come here beside the one in its place.
        lock (_outlet)
        {
            if (!_monitor.TryBeginPublishing(job))
            {
                return false;
            }

            int timings = job.Times.Fill(_timings, job.Frame!.Stamp.CaptureTimestamp, _monitor.Time);
            string? reason = Tell(job);
            job.Filler.Stamp(_sequenceNumber++, _timings.AsSpan(0, timings), _drops, job.Load.Rung, reason);
            if (_publisher is null)
            {
                PublishStamp.Apply(job.Message, _monitor.Time);
            }
            else
            {
                _publisher.Publish(job.Message);
            }
        }

        return true;
    }

    /// <summary>The losses since the last message, and why the message is less than was configured, or null.</summary>
    private string? Tell(FrameJob job)
    {
        lock (_monitor.Telling)
        {
            string? reason = _schedule is null ? FillDrops(job.Frame!) : FillRecorded(job.Frame!, _schedule.WorldAt(_sequenceNumber, job.Stamp));
            reason = job.Load.Reason ?? reason;
            _monitor.Recorder?.World(_sequenceNumber, job.Stamp, reason);
            return reason;
        }
    }

    private string? FillRecorded(FrameLease frame, ScheduledWorld recorded)
    {
        recorded.Drops.CopyTo(_drops, 0);
        _drops[(int)DropCause.Decode] = frame.BadFramesBefore - _dropsBefore[(int)DropCause.Decode];
        _dropsBefore[(int)DropCause.Decode] = frame.BadFramesBefore;
        return recorded.Reason;
    }

    /// <summary>
    /// Losses since the last message. Frames that could not be read count from where they stood in the drive, so that a
    /// lossless replay tells them in the same message every time.
    /// </summary>
    /// <returns>Why the message is degraded, or null.</returns>
    private string? FillDrops(FrameLease frame)
    {
        string? reason = null;
        foreach (DropCause cause in DropCounts.Causes)
        {
            long total = cause == DropCause.Decode ? frame.BadFramesBefore : _monitor.Drops[cause];
            long since = total - _dropsBefore[(int)cause];
            _drops[(int)cause] = since;
            _dropsBefore[(int)cause] = total;
            if (since > 0)
            {
                reason ??= cause switch
                {
                    DropCause.Decode => frame.LastProblem,
                    DropCause.NewerFrame => NewerFrameReason,
                    DropCause.TooOld => TooOldReason,
                    DropCause.EveryNth => null,
                    DropCause.LoadShed => LoadShedReason,
                    _ => _monitor.LastFailure,
                };
            }
        }

        return reason;
    }
}
