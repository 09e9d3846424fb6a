using System.Diagnostics.Metrics;
using Perception.Client;
using Perception.Publishing;
using Perception.Rigs;

namespace Perception.Diagnostics;

/// <summary>What rigs count, as .NET metrics; what their cameras count is theirs, under their own names.</summary>
internal static class RigMetrics
{
    private static readonly (ContributionState State, string Name)[] States =
        [.. Enum.GetValues<ContributionState>().Select(state => (state, WireNames.Of(state)))];

    /// <param name="meter">Gets one instrument for each figure.</param>
    /// <param name="rigs">None gives none.</param>
    public static void AddTo(Meter meter, IReadOnlyList<RigPipeline> rigs)
    {
        Counter("perception.rig.instants", "Instants that frames were grouped into.", monitor => monitor.Instants);
        Counter("perception.rig.worlds", "World messages.", monitor => monitor.WorldsPublished);
        Counter("perception.rig.worlds.incomplete", "World messages in which a camera gave less than it should have.", monitor => monitor.WorldsIncomplete);
        Counter("perception.rig.instants.dropped", "Whole instants that a newer one took the place of.", monitor => monitor.InstantsDropped);
        Counter("perception.rig.instants.failed", "Instants of which nothing came.", monitor => monitor.InstantsFailed);
        Counter("perception.rig.objects.too_many", "Tracks of cameras that found no room among the rig's.", monitor => monitor.ObjectsTooMany);
        meter.CreateObservableCounter("perception.rig.contributions", () => rigs.SelectMany(Contributions), description: "What each camera gave to the world messages.");
        meter.CreateObservableGauge("perception.rig.tracks", () => Each(monitor => monitor.CurrentTracks), description: "Tracks in the last world message.");
        meter.CreateObservableGauge("perception.rig.tracks.joined", () => Each(monitor => monitor.JoinedTracks), description: "Those of them that two cameras or more follow.");
        meter.CreateObservableGauge(
            "perception.rig.capture_to_publish",
            () => rigs.SelectMany(rig => ServiceMetrics.Quantiles(rig.Monitor.CaptureToPublish, Label(rig))),
            unit: "s",
            description: "From the arrival of an instant's first frame to publishing, over the whole run.");

        void Counter(string name, string description, Func<RigMonitor, long> read) => meter.CreateObservableCounter(name, () => Each(read), description: description);

        IEnumerable<Measurement<long>> Each(Func<RigMonitor, long> read) => rigs.Select(rig => new Measurement<long>(read(rig.Monitor), Label(rig)));
    }

    private static KeyValuePair<string, object?> Label(RigPipeline rig) => new("rig", rig.Options.Id);

    private static IEnumerable<Measurement<long>> Contributions(RigPipeline rig)
    {
        for (int camera = 0; camera < rig.Cameras.Count; camera++)
        {
            foreach ((ContributionState state, string name) in States)
            {
                yield return new Measurement<long>(
                    rig.Monitor.Contributions(camera, state), Label(rig), new("source", rig.Cameras[camera].Source.Id), new("state", name));
            }
        }
    }
}
