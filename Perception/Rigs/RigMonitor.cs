using Fusion.Rigs;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Rigs;

/// <summary>What a rig has done so far. Thread safe.</summary>
public sealed class RigMonitor
{
    private static readonly int States = Enum.GetValues<ContributionState>().Length;

    private readonly long[,] _contributions;
    private long _worldsPublished;
    private long _instants;
    private long _instantsDropped;
    private long _instantsFailed;
    private long _worldsIncomplete;
    private long _tracks;
    private long _joinedTracks;
    private long _objectsTooMany;
    private long _tooManyBefore;

    public RigMonitor(int cameras) => _contributions = new long[cameras, States];

    /// <summary>Instants that frames were grouped into; each is published, dropped, failed or in process.</summary>
    public long Instants => Volatile.Read(ref _instants);

    public long WorldsPublished => Volatile.Read(ref _worldsPublished);

    /// <summary>Published worlds in which a camera gave less than it should have: nothing, or too late, or a frame that could not be processed.</summary>
    public long WorldsIncomplete => Volatile.Read(ref _worldsIncomplete);

    /// <summary>Instants of which nothing came, because every frame of them was lost in processing.</summary>
    public long InstantsFailed => Volatile.Read(ref _instantsFailed);

    /// <summary>How many tracks the last world held.</summary>
    public long CurrentTracks => Volatile.Read(ref _tracks);

    /// <summary>How many of them two cameras or more follow.</summary>
    public long JoinedTracks => Volatile.Read(ref _joinedTracks);

    /// <summary>How often a camera's track got no object of the rig because there was no room for more.</summary>
    public long ObjectsTooMany => Volatile.Read(ref _objectsTooMany);

    /// <summary>Whole instants that a newer one took the place of; their frames are counted by their cameras.</summary>
    public long InstantsDropped => Volatile.Read(ref _instantsDropped);

    /// <summary>From the arrival of an instant's first frame to publishing, over the whole run.</summary>
    public LatencyHistogram CaptureToPublish { get; } = new();

    /// <summary>The same since health was last published.</summary>
    public LatencyHistogram RecentCaptureToPublish { get; } = new();

    /// <summary>How many published worlds a camera gave this to.</summary>
    public long Contributions(int camera, ContributionState state) => Volatile.Read(ref _contributions[camera, (int)state]);

    internal void CountInstants(long count = 1) => Interlocked.Add(ref _instants, count);

    internal void CountInstantFailed() => Interlocked.Increment(ref _instantsFailed);

    internal void CountInstantsDropped(long count = 1) => Interlocked.Add(ref _instantsDropped, count);

    internal void CountPublished(ReadOnlySpan<ContributionState> states, RigFusion fusion, TimeSpan latency)
    {
        bool isComplete = true;
        for (int camera = 0; camera < states.Length; camera++)
        {
            Interlocked.Increment(ref _contributions[camera, (int)states[camera]]);
            isComplete &= states[camera] is ContributionState.Contributed or ContributionState.NotDue;
        }

        long joined = 0;
        for (int i = 0; i < fusion.Tracks.Length; i++)
        {
            joined += fusion.Views(i).Length > 1 ? 1 : 0;
        }

        Volatile.Write(ref _tracks, fusion.Tracks.Length);
        Volatile.Write(ref _joinedTracks, joined);

        // Fusion that is started anew counts from 0.
        long tooMany = fusion.ObjectsTooMany;
        Interlocked.Add(ref _objectsTooMany, tooMany - (tooMany < _tooManyBefore ? 0 : _tooManyBefore));
        _tooManyBefore = tooMany;
        Interlocked.Add(ref _worldsIncomplete, isComplete ? 0 : 1);

        CaptureToPublish.Record(latency);
        RecentCaptureToPublish.Record(latency);
        Interlocked.Increment(ref _worldsPublished);
    }
}
