using Perception.Client;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Rigs;
using Sensors.Frames;

namespace Perception.Service;

/// <summary>Fills one reused <see cref="HealthMessage"/> from what the pipelines have counted. Not thread safe.</summary>
public sealed class HealthReporter
{
    private readonly IReadOnlyList<PerceptionPipeline> _pipelines;
    private readonly NetworkGuards? _guards;
    private readonly CameraSharing? _sharing;
    private readonly IReadOnlyList<RigPipeline> _rigs;
    private readonly TimeProvider _time;
    private readonly HealthMessage _message = new();
    private readonly long _started;
    private readonly HealthReason _reason;
    private readonly long[] _publishedBefore;
    private readonly long[] _restartsBefore;
    private long _lastReport;
    private volatile bool _isStopping;
    private volatile string? _ownFault;

    public HealthReporter(
        IReadOnlyList<PerceptionPipeline> pipelines, NetworkGuards? guards, TimeProvider time, CameraSharing? sharing = null, IReadOnlyList<RigPipeline>? rigs = null)
    {
        _sharing = sharing;
        _rigs = rigs ?? [];
        _pipelines = pipelines;
        _guards = guards;
        _time = time;
        _started = _lastReport = time.GetTimestamp();
        _reason = new HealthReason(pipelines.Count);
        _publishedBefore = new long[pipelines.Count];
        _restartsBefore = new long[pipelines.Count];
        foreach (PerceptionPipeline pipeline in pipelines)
        {
            _message.Sources.Add(new SourceHealthMessage { SourceId = pipeline.Source.Id });
        }

        foreach (RigPipeline rig in _rigs)
        {
            RigHealthMessage health = new() { RigId = rig.Options.Id };
            health.Cameras.AddRange(rig.Cameras.Select(camera => new RigCameraHealthMessage { SourceId = camera.Source.Id }));
            _message.Rigs.Add(health);
        }

        foreach (NetworkGuard guard in guards?.All ?? [])
        {
            _message.Networks.Add(new NetworkHealthMessage { Name = guard.Network.Manifest.Name, Provider = ExecutionProviders.Name(guard.Network.Provider) });
        }
    }

    /// <summary>Whether the run is ending.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    /// <summary>Why the log of hello and health ended before the run, or null.</summary>
    public string? LogFault { get; set; }

    /// <summary>Has the next report tell of a fault of the reporting itself, or of what else runs beside the pipelines. Thread safe.</summary>
    /// <param name="fault">One sentence.</param>
    public void Tell(string fault) => _ownFault = fault;

    /// <returns>The message, the reporter's own: valid until the next call.</returns>
    public HealthMessage Report()
    {
        long now = _time.GetTimestamp();
        TimeSpan window = _time.GetElapsedTime(_lastReport, now);
        _lastReport = now;

        _message.UptimeNs = Nanoseconds.Of(_time.GetElapsedTime(_started, now));
        _message.ResidentBytes = ResidentMemory.Bytes;
        _message.ManagedHeapBytes = GC.GetTotalMemory(forceFullCollection: false);
        string? ownFault = Interlocked.Exchange(ref _ownFault, null);
        bool isDegraded = ownFault is not null;
        _reason.Begin(LogFault, ownFault);
        for (int i = 0; i < _pipelines.Count; i++)
        {
            PipelineMonitor monitor = _pipelines[i].Monitor;
            isDegraded |= monitor.StageRestarts > _restartsBefore[i];
            _restartsBefore[i] = monitor.StageRestarts;
            _message.Sources[i].State = monitor.State;
            _reason.LookAtCamera(i, _pipelines[i], _message.Sources[i].State, window);
            Fill(_message.Sources[i], monitor, i, window);
            FillLoad(_message.Sources[i], _pipelines[i].Load);
        }

        for (int i = 0; i < _rigs.Count; i++)
        {
            _reason.TakeRig(RigHealth.Fill(_message.Rigs[i], _rigs[i].Monitor, window));
        }

        // Before what it is about: a network that becomes wrong meanwhile is told of next time.
        string? untrusted = _guards?.Fault;
        for (int i = 0; i < _message.Networks.Count; i++)
        {
            Fill(_message.Networks[i], _guards!.All[i]);
            FillBatches(_message.Networks[i], _sharing?.Batches[i]);
        }

        _message.LastFault = _reason.Choose(untrusted);
        _message.State = State(isDegraded || _reason.IsDegraded, untrusted is not null);
        return _message;
    }

    /// <summary>A percentile as the wire has it; null where nothing was measured.</summary>
    internal static long? LatencyNs(double milliseconds, LatencySummary summary) =>
        summary.Count == 0 ? null : Nanoseconds.Of(TimeSpan.FromMilliseconds(milliseconds));

    private void Fill(SourceHealthMessage source, PipelineMonitor monitor, int index, TimeSpan window)
    {
        long published = monitor.FramesPublished;
        LatencySummary latency = monitor.RecentCaptureToPublish.Take();

        source.FramesCaptured = monitor.FramesRead;
        source.FramesPublished = published;
        source.FramesPerSecond = window > TimeSpan.Zero ? (published - _publishedBefore[index]) / window.TotalSeconds : 0;
        source.LastFrameAgeNs = monitor.SinceLastRead is TimeSpan age ? Nanoseconds.Of(age) : null;
        source.CaptureToPublishP50Ns = LatencyNs(latency.P50Ms, latency);
        source.CaptureToPublishP95Ns = LatencyNs(latency.P95Ms, latency);
        source.CaptureToPublishP99Ns = LatencyNs(latency.P99Ms, latency);
        source.WindowNs = Nanoseconds.Of(window);
        source.StageRestarts = monitor.StageRestarts;
        source.RecordingsDropped = monitor.RecordingsDropped;
        source.TracksTooMany = monitor.TracksTooMany;
        source.ImageMotionUnknown = monitor.ImageMotionUnknown;
        source.Drops.Clear();
        foreach (DropCause cause in DropCounts.Causes)
        {
            if (monitor.Drops[cause] > 0)
            {
                source.Drops.Add(new DropCountMessage { Cause = (int)cause, Count = monitor.Drops[cause] });
            }
        }

        _publishedBefore[index] = published;
    }

    private void Fill(NetworkHealthMessage message, NetworkGuard guard)
    {
        GuardReading reading = guard.Reading;
        message.Guard = reading.State;
        message.GuardDetail = reading.Detail;
        message.GuardDifference = reading.Difference;
        message.GuardChecks = reading.Checks;
        message.SinceGuardCheckNs = reading.Checks == 0 ? null : Nanoseconds.Of(_time.GetElapsedTime(reading.CheckedAt));
        if (guard.WarmUp is { } warmUp)
        {
            message.WarmUpRuns = warmUp.Runs;
            message.WarmUpNs = Nanoseconds.Of(warmUp.Total);
            message.WarmUpP99Ns = Nanoseconds.Of(warmUp.P99);
        }
    }

    private static void FillBatches(NetworkHealthMessage message, BatchRunner? batch)
    {
        message.BatchRuns.Clear();
        for (int frames = 1; frames <= (batch?.Capacity ?? 0); frames++)
        {
            message.BatchRuns.Add(batch!.Runs(frames));
        }
    }

    private static void FillLoad(SourceHealthMessage source, LoadStep? load)
    {
        source.Rung = load?.Rung ?? LoadRung.Full;
        source.RungReason = load?.Reason;
        source.RungChanges = load?.Changes ?? 0;
    }

    /// <summary>The worst of what is true.</summary>
    private HealthState State(bool isDegraded, bool isUntrusted)
    {
        if (_isStopping)
        {
            return HealthState.Stopping;
        }

        if (isUntrusted)
        {
            return HealthState.Faulted;
        }

        bool isStarting = false;
        bool isLost = false;
        foreach (SourceHealthMessage source in _message.Sources)
        {
            switch (source.State)
            {
                case SourceState.Faulted:
                    return HealthState.Faulted;
                case SourceState.Reopening:
                case SourceState.Stalled:
                    isLost = true;
                    break;
                case SourceState.Starting:
                    isStarting = true;
                    break;
            }
        }

        return isLost ? HealthState.SourceLost
            : isStarting ? HealthState.Starting
            : isDegraded ? HealthState.Degraded
            : HealthState.Ready;
    }
}
