using Perception.Client;
using Perception.Pipeline;
using Perception.Rigs;

namespace Perception.Service;

/// <summary>Fills a rig's part of <see cref="HealthMessage"/>.</summary>
internal static class RigHealth
{
    /// <returns>Which camera gave less than it should have since the last time, as one sentence; null where none did.</returns>
    public static string? Fill(RigHealthMessage message, RigMonitor monitor, TimeSpan window)
    {
        LatencySummary latency = monitor.RecentCaptureToPublish.Take();
        long published = monitor.WorldsPublished;
        message.WorldsPerSecond = window > TimeSpan.Zero ? (published - message.WorldsPublished) / window.TotalSeconds : 0;
        message.WorldsPublished = published;
        message.CaptureToPublishP50Ns = HealthReporter.LatencyNs(latency.P50Ms, latency);
        message.CaptureToPublishP99Ns = HealthReporter.LatencyNs(latency.P99Ms, latency);
        message.Instants = monitor.Instants;
        message.InstantsDropped = monitor.InstantsDropped;
        message.InstantsFailed = monitor.InstantsFailed;
        message.WorldsIncomplete = monitor.WorldsIncomplete;
        message.JoinedTracks = monitor.JoinedTracks;
        message.ObjectsTooMany = monitor.ObjectsTooMany;
        string? less = null;
        for (int i = 0; i < message.Cameras.Count; i++)
        {
            RigCameraHealthMessage camera = message.Cameras[i];
            long before = camera.Late + camera.Missing + camera.Degraded;
            camera.Contributed = monitor.Contributions(i, ContributionState.Contributed);
            camera.Late = monitor.Contributions(i, ContributionState.Late);
            camera.Missing = monitor.Contributions(i, ContributionState.Missing);
            camera.Degraded = monitor.Contributions(i, ContributionState.Degraded);
            camera.NotDue = monitor.Contributions(i, ContributionState.NotDue);
            long since = camera.Late + camera.Missing + camera.Degraded - before;
            less ??= since > 0 ? $"rig {message.RigId}: camera {camera.SourceId} gave less than it should have to {since} {(since == 1 ? "world" : "worlds")}" : null;
        }

        return less;
    }
}
