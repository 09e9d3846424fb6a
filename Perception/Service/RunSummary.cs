using System.Text.Json;
using System.Text.Json.Serialization;
using Evaluation.Drives;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;

namespace Perception.Service;

/// <summary>What a replay came to; written by <c>--summary</c>.</summary>
public sealed record RunSummary
{
    /// <summary>Good and bad frames that the drive gave.</summary>
    public required long FramesRead { get; init; }

    public required long FramesPublished { get; init; }

    /// <summary>Every cause with its count, zeros included.</summary>
    public required IReadOnlyDictionary<string, long> FramesDropped { get; init; }

    /// <summary>Published frames a second, from the first frame read to the last published.</summary>
    public required double Fps { get; init; }

    public required PercentilesMs CaptureToPublishMs { get; init; }

    /// <summary>How many tracks were ever confirmed.</summary>
    public required long ConfirmedTracks { get; init; }

    /// <summary>Share of the published frames in which both boundaries of the ego lane were known, 0 to 1.</summary>
    public required double BothEgoLanesShare { get; init; }

    /// <summary>Time in each stage, by its name; stages that no frame passed are left out.</summary>
    public required IReadOnlyDictionary<string, PercentilesMs> StagesMs { get; init; }

    /// <summary>What ran the networks, and how they began.</summary>
    public required IReadOnlyList<NetworkSummary> Networks { get; init; }

    /// <summary>How long the run took to begin.</summary>
    public required StartCost Start { get; init; }

    /// <summary>Why the drive ended early or the run was given up, as one sentence, or null.</summary>
    public required string? Fault { get; init; }

    /// <summary>How it agrees with the drive's truth; null where the drive has none of the project's own.</summary>
    public DriveScore? Truth { get; init; }

    /// <summary>Why there is no score although the drive has a truth, as one sentence; else null.</summary>
    public string? TruthAbsence { get; init; }

    /// <param name="monitor">What the pipeline counted.</param>
    /// <param name="guards">Its networks' guards.</param>
    /// <param name="truth">Scored against the drive's truth, where it has one.</param>
    public static RunSummary Of(PipelineMonitor monitor, NetworkGuards guards, TruthScoreSink? truth = null)
    {
        Dictionary<string, long> drops = [];
        foreach (DropCause cause in DropCounts.Causes)
        {
            drops[WireNames.Of(cause)] = monitor.Drops[cause];
        }

        Dictionary<string, PercentilesMs> stages = [];
        foreach (PipelineStage stage in Enum.GetValues<PipelineStage>())
        {
            LatencySummary latency = monitor.Stage(stage);
            if (latency.Count > 0)
            {
                stages[WireNames.Of(stage)] = PercentilesMs.Of(latency);
            }
        }

        return new RunSummary
        {
            FramesRead = monitor.FramesRead,
            FramesPublished = monitor.FramesPublished,
            FramesDropped = drops,
            Fps = Math.Round(monitor.FramesPerSecond, 2),
            CaptureToPublishMs = PercentilesMs.Of(monitor.CaptureToPublish.Summarise()),
            ConfirmedTracks = monitor.ConfirmedTracks,
            BothEgoLanesShare = monitor.FramesPublished == 0
                ? 0
                : Math.Round(monitor.FramesWithBothEgoLines / (double)monitor.FramesPublished, 4),
            StagesMs = stages,
            Networks = [.. guards.All.Select(NetworkSummary.Of)],
            Start = StartCost.Of(monitor, guards),
            Fault = monitor.SourceFault ?? monitor.Fault ?? guards.Fault,
            Truth = truth?.Score(),
            TruthAbsence = truth?.Absence,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, RunSummaryJson.Default.RunSummary);
}

/// <summary>Percentiles, milliseconds.</summary>
public readonly record struct PercentilesMs(double P50, double P95, double P99)
{
    public static PercentilesMs Of(LatencySummary summary) => new(summary.P50Ms, summary.P95Ms, summary.P99Ms);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunSummaryJson : JsonSerializerContext;
