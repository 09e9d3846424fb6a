using System.Diagnostics.Metrics;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;

namespace Perception.Diagnostics;

/// <summary>What a run counts, as .NET metrics: read only when somebody asks, so that frames pay nothing for them.</summary>
/// <remarks>The names are in docs/metrics.md. Owns its meter. Thread safe.</remarks>
public sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "Perception";

    private static readonly string[] CauseNames = [.. WireNames.All<DropCause>()];

    private readonly Meter _meter = new(MeterName);
    private readonly IReadOnlyList<PerceptionPipeline> _pipelines;

    /// <param name="pipelines">One per camera, those of rigs included.</param>
    /// <param name="rigs">Rigs of some of them.</param>
    public ServiceMetrics(IReadOnlyList<PerceptionPipeline> pipelines, IReadOnlyList<RigPipeline> rigs)
    {
        _pipelines = pipelines;
        RigMetrics.AddTo(_meter, rigs);
        Counter("perception.frames.read", "Frames that the source gave, bad ones included.", monitor => monitor.FramesRead);
        Counter("perception.frames.published", "World messages.", monitor => monitor.FramesPublished);
        _meter.CreateObservableCounter("perception.frames.dropped", Drops, description: "Frames that became no world message, by cause.");
        Counter("perception.recordings.dropped", "Published messages that a slower recording left out.", monitor => monitor.RecordingsDropped);
        Counter("perception.image_motion.unknown", "World messages for which the image's motion could not be told.", monitor => monitor.ImageMotionUnknown);
        Counter("perception.stage.restarts", "How often a stage was started anew.", monitor => monitor.StageRestarts);
        Counter("perception.tracks.too_many", "Objects that got no track because there was no room for more.", monitor => monitor.TracksTooMany);
        _meter.CreateObservableGauge(
            "perception.rung",
            () => _pipelines.Select(pipeline => new Measurement<long>((long)(pipeline.Load?.Rung ?? LoadRung.Full), Source(pipeline))),
            description: "The wire's LoadRung.");
        _meter.CreateObservableGauge("perception.capture_to_publish", Latencies, unit: "s", description: "From a frame's arrival to publishing, over the whole run.");
        _meter.CreateObservableGauge("perception.last_frame.age", Ages, unit: "s", description: "Since the last frame came in.");
        _meter.CreateObservableGauge("perception.tracks", () => Each(monitor => monitor.CurrentTracks), description: "Tracks in the last message.");
        _meter.CreateObservableGauge("perception.source.state", () => Each(monitor => (long)monitor.State), description: "The wire's SourceState.");
        _meter.CreateObservableGauge("process.resident", () => ResidentMemory.Bytes, unit: "By", description: "Resident memory.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>A distribution's quantiles, seconds, under its owner's label; none before something was measured.</summary>
    internal static IEnumerable<Measurement<double>> Quantiles(LatencyHistogram distribution, KeyValuePair<string, object?> owner)
    {
        LatencySummary latency = distribution.Summarise();
        if (latency.Count == 0)
        {
            yield break;
        }

        yield return new Measurement<double>(latency.P50Ms / 1e3, owner, new("quantile", "0.5"));
        yield return new Measurement<double>(latency.P95Ms / 1e3, owner, new("quantile", "0.95"));
        yield return new Measurement<double>(latency.P99Ms / 1e3, owner, new("quantile", "0.99"));
    }

    private static KeyValuePair<string, object?> Source(PerceptionPipeline pipeline) => new("source", pipeline.Source.Id);

    private void Counter(string name, string description, Func<PipelineMonitor, long> read) =>
        _meter.CreateObservableCounter(name, () => Each(read), description: description);

    private IEnumerable<Measurement<long>> Each(Func<PipelineMonitor, long> read) =>
        _pipelines.Select(pipeline => new Measurement<long>(read(pipeline.Monitor), Source(pipeline)));

    private IEnumerable<Measurement<long>> Drops()
    {
        foreach (PerceptionPipeline pipeline in _pipelines)
        {
            for (int cause = 0; cause < CauseNames.Length; cause++)
            {
                yield return new Measurement<long>(pipeline.Monitor.Drops[(DropCause)cause], Source(pipeline), new("cause", CauseNames[cause]));
            }
        }
    }

    private IEnumerable<Measurement<double>> Latencies() => _pipelines.SelectMany(pipeline => Quantiles(pipeline.Monitor.CaptureToPublish, Source(pipeline)));

    private IEnumerable<Measurement<double>> Ages()
    {
        foreach (PerceptionPipeline pipeline in _pipelines)
        {
            if (pipeline.Monitor.SinceLastRead is TimeSpan age)
            {
                yield return new Measurement<double>(age.TotalSeconds, Source(pipeline));
            }
        }
    }
}
