using Perception.Publishing;
using Sensors.Frames;

namespace Perception.Pipeline;

/// <summary>Numbers and stamps the message and hands it to the socket.</summary>
public sealed class PublishStage
{
    private const string NewerFrameReason = "frames came faster than they could be processed, and the newest won";
    private const string TooOldReason = "frames had waited longer than the link behind capture allows";

    private readonly Publisher? _publisher;
    private readonly PipelineMonitor _monitor;
    private readonly StageTiming[] _timings = new StageTiming[StageTimes.StageCount];
    private readonly long[] _dropsBefore = new long[DropCounts.Causes.Length];
    private readonly long[] _drops = new long[DropCounts.Causes.Length];
    private long _sequenceNumber;

    /// <param name="publisher">Null stamps the message without sending it.</param>
    /// <param name="monitor">Counts the drops that the message carries.</param>
    public PublishStage(Publisher? publisher, PipelineMonitor monitor)
    {
        _publisher = publisher;
        _monitor = monitor;
    }

    public void Process(FrameJob job)
    {
        int timings = FillTimings(job);
        string? degradedReason = FillDrops(job.Frame!);
        job.Filler.Stamp(_sequenceNumber++, _timings.AsSpan(0, timings), _drops, degradedReason);
        if (_publisher is null)
        {
            PublishStamp.Apply(job.Message, _monitor.Time);
        }
        else
        {
            _publisher.Publish(job.Message);
        }
    }

    /// <summary>Every stage that the frame has left, with how long it waited for that stage; publishing itself is still under way.</summary>
    private int FillTimings(FrameJob job)
    {
        int count = 0;
        FrameStamp stamp = job.Frame!.Stamp;
        long before = stamp.CaptureTimestamp;
        long forkedAt = before;
        for (PipelineStage stage = PipelineStage.Letterbox; stage < PipelineStage.Publish; stage++)
        {
            if (!job.Times.TryGet(stage, out long entered, out long left))
            {
                continue;
            }

            long since = stage == PipelineStage.Segment ? forkedAt : before;
            _timings[count++] = new StageTiming(
                (int)stage, _monitor.Time.GetElapsedTime(since, entered), _monitor.Time.GetElapsedTime(entered, left));
            forkedAt = stage == PipelineStage.Letterbox ? left : forkedAt;
            before = Math.Max(before, left);
        }

        return count;
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
                    _ => _monitor.LastProblem,
                };
            }
        }

        return reason;
    }
}
