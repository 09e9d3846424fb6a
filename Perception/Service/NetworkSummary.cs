using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;

namespace Perception.Service;

/// <summary>One network of a run.</summary>
/// <param name="Name">The manifest's name.</param>
/// <param name="Provider">What ran it.</param>
/// <param name="FallbackReason">Why that is not the first that was asked for, or null.</param>
/// <param name="Guard">Whether its answer to the known frame was right.</param>
/// <param name="GuardDifference">By how much that answer differed, as a share; null where it was not compared.</param>
/// <param name="WarmUpRuns">How many runs came before the first frame.</param>
/// <param name="WarmUpMs">All of those together.</param>
/// <param name="WarmUpP99Ms">99 of 100 of those took no longer; of few runs the longest.</param>
public sealed record NetworkSummary(
    string Name, string Provider, string? FallbackReason, string Guard, double? GuardDifference, int WarmUpRuns, double WarmUpMs, double WarmUpP99Ms)
{
    public static NetworkSummary Of(NetworkGuard guard)
    {
        GuardReading reading = guard.Reading;
        return new NetworkSummary(
            guard.Network.Manifest.Name,
            ExecutionProviders.Name(guard.Network.Provider),
            guard.Network.FallbackReason,
            WireNames.Of(reading.State),
            reading.Difference,
            guard.WarmUp?.Runs ?? 0,
            Milliseconds(guard.WarmUp?.Total),
            Milliseconds(guard.WarmUp?.P99));
    }

    private static double Milliseconds(TimeSpan? duration) => Math.Round(duration?.TotalMilliseconds ?? 0, 3);
}
