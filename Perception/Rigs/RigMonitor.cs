using Perception.Client;
using Perception.Pipeline;

namespace Perception.Rigs;

/// <summary>What a rig has done so far. Thread safe.</summary>
public sealed class RigMonitor
{
    private static readonly int States = Enum.GetValues<ContributionState>().Length;

    private readonly long[,] _contributions;
    private long _worldsPublished;
    private long _instantsDropped;

    public RigMonitor(int cameras) => _contributions = new long[cameras, States];

    public long WorldsPublished => Volatile.Read(ref _worldsPublished);

    /// <summary>Whole instants that a newer one took the place of; their frames are counted by their cameras.</summary>
    public long InstantsDropped => Volatile.Read(ref _instantsDropped);

    /// <summary>From the arrival of an instant's first frame to publishing, over the whole run.</summary>
    public LatencyHistogram CaptureToPublish { get; } = new();

    /// <summary>The same since health was last published.</summary>
    public LatencyHistogram RecentCaptureToPublish { get; } = new();

    /// <summary>How many published worlds a camera gave this to.</summary>
    public long Contributions(int camera, ContributionState state) => Volatile.Read(ref _contributions[camera, (int)state]);

    internal void CountInstantDropped() => Interlocked.Increment(ref _instantsDropped);

    internal void CountPublished(ReadOnlySpan<ContributionState> states, TimeSpan latency)
    {
        for (int camera = 0; camera < states.Length; camera++)
        {
            Interlocked.Increment(ref _contributions[camera, (int)states[camera]]);
        }

        CaptureToPublish.Record(latency);
        RecentCaptureToPublish.Record(latency);
        Interlocked.Increment(ref _worldsPublished);
    }
}
