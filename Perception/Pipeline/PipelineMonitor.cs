using Perception.Client;
using Perception.Schedules;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>What a pipeline has done so far: counts, distributions and faults, for health, the table and the summary. Thread safe.</summary>
public sealed class PipelineMonitor
{
    private const long NoFrame = -1;

    private readonly LatencyHistogram[] _stages = new LatencyHistogram[StageTimes.StageCount];
    private long _framesRead;
    private long _framesPublished;
    private long _framesWithBothEgoLines;
    private long _confirmedTracks;
    private long _currentTracks;
    private long _firstPublishTimestamp;
    private long _lastPublishTimestamp;
    private long _firstReadTimestamp;
    private long _lastReadTimestamp;
    private volatile string? _lastProblem;
    private volatile string? _lastFailure;
    private volatile string? _sourceFault;
    private volatile string? _recordingFault;
    private volatile string? _fault;
    private volatile bool _isStalled;
    private long _recordingsDropped;
    private long _imageMotionUnknown;
    private long _stageRestarts;
    private long _tracksTooMany;
    private volatile bool _sourceEnded;
    private volatile bool _isInterrupted;
    private long _goingOut = NoFrame;
    private volatile bool _isClosed;

    public PipelineMonitor(TimeProvider time)
    {
        Time = time;
        for (int i = 0; i < _stages.Length; i++)
        {
            _stages[i] = new LatencyHistogram();
        }
    }

    public TimeProvider Time { get; }

    /// <summary>Records what is decided by time; null records nothing, as after <see cref="Close"/>.</summary>
    internal ScheduleRecorder? Recorder { get => _isClosed ? null : field; init; }

    /// <summary>Held while a frame is counted and while a message tells of the drops: each frame counts once, and the recorded order is the real one.</summary>
    internal Lock Telling { get; } = new();

    public DropCounts Drops { get; } = new();

    /// <summary>From capture to the message handed to the socket, over the whole run.</summary>
    public LatencyHistogram CaptureToPublish { get; } = new();

    /// <summary>The same since health was last published.</summary>
    public LatencyHistogram RecentCaptureToPublish { get; } = new();

    /// <summary>Good and bad frames that the source gave.</summary>
    public long FramesRead => Volatile.Read(ref _framesRead);

    public long FramesPublished => Volatile.Read(ref _framesPublished);

    /// <summary>Published frames in which both boundaries of the ego lane were known.</summary>
    public long FramesWithBothEgoLines => Volatile.Read(ref _framesWithBothEgoLines);

    /// <summary>How many tracks were ever confirmed.</summary>
    public long ConfirmedTracks => Volatile.Read(ref _confirmedTracks);

    /// <summary>How many tracks the last message held.</summary>
    public long CurrentTracks => Volatile.Read(ref _currentTracks);

    /// <summary>The last thing that went wrong, or why the pipeline gave up, as one sentence; null where all went well.</summary>
    public string? LastProblem
    {
        get => _fault ?? _lastProblem;
        internal set => _lastProblem = value;
    }

    /// <summary>What went wrong with the last frame that a stage failed on, as one sentence; null where none did. Unlike <see cref="LastProblem"/> it knows nothing of frames read ahead.</summary>
    internal string? LastFailure => _lastFailure;

    /// <summary>Why the drive ended before it should have, as one sentence, or null.</summary>
    public string? SourceFault => _sourceFault;

    /// <summary>Why a recording ended before the run, as one sentence, or null.</summary>
    public string? RecordingFault
    {
        get => _recordingFault;
        internal set => _recordingFault = value;
    }

    /// <summary>Why the pipeline gave up, as one sentence, or null.</summary>
    public string? Fault
    {
        get => _fault;
        internal set => _fault = value;
    }

    /// <summary>How many objects got no track because there was no room for more.</summary>
    public long TracksTooMany => Volatile.Read(ref _tracksTooMany);

    /// <summary>How often a stage was started anew.</summary>
    public long StageRestarts => Volatile.Read(ref _stageRestarts);

    /// <summary>Whether a read of the source stands still.</summary>
    public bool IsStalled
    {
        get => _isStalled;
        internal set => _isStalled = value;
    }

    /// <summary>Published messages that a recording, being slower, left out.</summary>
    public long RecordingsDropped => Volatile.Read(ref _recordingsDropped);

    /// <summary>Published messages for which the image's motion was to be measured and could not be told.</summary>
    public long ImageMotionUnknown => Volatile.Read(ref _imageMotionUnknown);

    /// <summary>The drive is over, whole or not.</summary>
    public bool SourceEnded => _sourceEnded;

    /// <summary>How the source is.</summary>
    public SourceState State =>
        _sourceFault is not null || _fault is not null ? SourceState.Faulted
        : _sourceEnded ? SourceState.Ended
        : _isStalled ? SourceState.Stalled
        : _isInterrupted ? SourceState.Reopening
        : FramesRead > 0 ? SourceState.Delivering
        : SourceState.Starting;

    /// <summary>Published frames a second since the first frame was read.</summary>
    public double FramesPerSecond
    {
        get
        {
            long first = Volatile.Read(ref _firstReadTimestamp);
            long last = Volatile.Read(ref _lastPublishTimestamp);
            return last > first ? FramesPublished / Time.GetElapsedTime(first, last).TotalSeconds : 0;
        }
    }

    /// <summary>Time since the first message was handed to the socket, or null before it.</summary>
    public TimeSpan? SinceFirstPublish
    {
        get
        {
            long first = Volatile.Read(ref _firstPublishTimestamp);
            return first == 0 ? null : Time.GetElapsedTime(first);
        }
    }

    /// <summary>Time since the last frame came in, or null before the first.</summary>
    public TimeSpan? SinceLastRead
    {
        get
        {
            long last = Volatile.Read(ref _lastReadTimestamp);
            return last == 0 ? null : Time.GetElapsedTime(last);
        }
    }

    public LatencySummary Stage(PipelineStage stage) => _stages[(int)stage].Summarise();

    internal void RecordStage(PipelineStage stage, long entered, long left) =>
        _stages[(int)stage].Record(Time.GetElapsedTime(entered, left));

    internal void CountRead(in FrameRead read)
    {
        // The reason before the state: who sees the state finds its reason.
        Tell(read.Problem);
        _isStalled = false;
        _isInterrupted = read.Status == FrameReadStatus.Interrupted;
        switch (read.Status)
        {
            case FrameReadStatus.Frame:
                long now = Time.GetTimestamp();
                Interlocked.CompareExchange(ref _firstReadTimestamp, now, 0);
                Volatile.Write(ref _lastReadTimestamp, now);
                CountGiven(isGood: true);
                break;
            case FrameReadStatus.BadFrame:
                CountGiven(isGood: false);
                break;
            case FrameReadStatus.Fault:
                _sourceFault = read.Problem;
                _sourceEnded = true;
                break;
            case FrameReadStatus.EndOfDrive:
                _sourceEnded = true;
                break;
        }
    }

    private void CountDrop(DropCause cause, string? problem)
    {
        lock (Telling)
        {
            if (!_isClosed)
            {
                Drops.Count(cause);
            }
        }

        Tell(problem);
    }

    /// <summary>Another thread's problem stays where there is none to tell.</summary>
    private void Tell(string? problem)
    {
        if (problem is not null)
        {
            _lastProblem = problem;
        }
    }

    /// <summary>A frame was dropped before it was processed.</summary>
    internal void CountDropped(long frame, DropCause cause, string? problem = null)
    {
        lock (Telling)
        {
            Recorder?.Dropped(frame, cause);
            CountDrop(cause, problem);
        }
    }

    /// <summary>A frame was dropped where a stage failed on it.</summary>
    internal void CountFailed(FrameJob job, DropCause cause)
    {
        lock (Telling)
        {
            Recorder?.Failed(job.Sequence, job.FrameId, cause, job.FailedStage, job.Failure!.Message);
            _lastFailure = job.Problem;
            CountDrop(cause, _lastFailure);
            EndPublishing(job);
        }
    }

    /// <summary>A frame is about to be published, one at a time; <see cref="CountPublished"/> or <see cref="CountFailed"/> follows.</summary>
    /// <returns>False where it is counted as lost: nothing of it may go out.</returns>
    /// <remarks>One that stands still in the socket after this is counted as <see cref="DropCause.StageFault"/>; its message may go out all the same.</remarks>
    internal bool TryBeginPublishing(FrameJob job)
    {
        lock (Telling)
        {
            if (_isClosed || job.IsGivenUp)
            {
                return false;
            }

            _goingOut = job.Sequence;
            return true;
        }
    }

    /// <summary>Counts every frame that has not come out as <see cref="DropCause.Shutdown"/>, and nothing more from then on. One that is just going out counts as published.</summary>
    /// <returns>How many were lost.</returns>
    internal long Close()
    {
        lock (Telling)
        {
            _framesPublished += _goingOut == NoFrame ? 0 : 1;
            long lost = _framesRead - _framesPublished - Drops.Total;
            for (long i = 0; i < lost; i++)
            {
                Drops.Count(DropCause.Shutdown);
            }

            _isClosed = true;
            return lost;
        }
    }

    internal void CountRecordingDropped() => Interlocked.Increment(ref _recordingsDropped);

    /// <summary>A frame was fused, whatever becomes of it.</summary>
    internal void CountFused(FrameJob job) => Interlocked.Add(ref _tracksTooMany, job.TracksTooMany);

    internal void CountRestart(PipelineStage stage, string problem)
    {
        Interlocked.Increment(ref _stageRestarts);
        _lastProblem = FrameJob.Sentence(stage, problem);
    }

    /// <returns>The time from the frame's capture.</returns>
    internal TimeSpan CountPublished(FrameJob job)
    {
        long now = Time.GetTimestamp();
        for (int i = (int)PipelineStage.Letterbox; i < StageTimes.StageCount; i++)
        {
            if (job.Times.TryGet((PipelineStage)i, out long entered, out long left))
            {
                RecordStage((PipelineStage)i, entered, left);
            }
        }

        TimeSpan latency = Time.GetElapsedTime(job.Frame!.Stamp.CaptureTimestamp, now);
        CaptureToPublish.Record(latency);
        RecentCaptureToPublish.Record(latency);
        Volatile.Write(ref _currentTracks, job.Message.Tracks.Count);
        Volatile.Write(ref _confirmedTracks, job.ConfirmedTracksEver);
        Interlocked.CompareExchange(ref _firstPublishTimestamp, now, 0);
        Volatile.Write(ref _lastPublishTimestamp, now);
        if (job.HasBothEgoLines)
        {
            Interlocked.Increment(ref _framesWithBothEgoLines);
        }

        if (job.IsMotionUnknown)
        {
            Interlocked.Increment(ref _imageMotionUnknown);
        }

        lock (Telling)
        {
            _framesPublished += _isClosed ? 0 : 1;
            EndPublishing(job);
        }

        return latency;
    }

    private void CountGiven(bool isGood)
    {
        lock (Telling)
        {
            if (_isClosed)
            {
                return;
            }

            _framesRead++;
            if (!isGood)
            {
                Drops.Count(DropCause.Decode);
            }
        }
    }

    private void EndPublishing(FrameJob job) => _goingOut = _goingOut == job.Sequence ? NoFrame : _goingOut;
}
