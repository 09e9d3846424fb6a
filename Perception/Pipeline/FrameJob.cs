using System.Runtime.ExceptionServices;
using Fusion.Lanes;
using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Perception.Client;
using Perception.Inference;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>
/// Everything one frame needs on its way, allocated once and reused: the image, each network's tensors, what was decoded
/// from them, the message, and the stage times.
/// </summary>
/// <remarks>
/// Owned by a <see cref="JobPool"/>; one stage at a time works on it, except that the network stages run side by side,
/// each on its own binding. The job holds the frame's lease from <see cref="Begin"/> until it goes back to the pool.
/// </remarks>
public sealed class FrameJob : IDisposable
{
    private static readonly string[] StageNames = Enum.GetNames<PipelineStage>();

    private readonly NetworkBinding[] _bindings;
    private readonly BatchTicket[] _batchTickets;
    private Track[] _rigTracks = [];
    private int _rigTrackCount;
    private int _networksLeft;
    private ExceptionDispatchInfo? _failure;

    public FrameJob(NetworkSet networks, SourceDescription source, DecodeStage decode, int maxDetections)
    {
        _bindings = [.. networks.Distinct.Select(network => network.CreateBinding(source.Width, source.Height))];
        _batchTickets = [.. _bindings.Select(binding => new BatchTicket(binding))];
        Detections = new Detection[maxDetections];
        Drivable = decode.CreateMask(_bindings);
        LaneLines = decode.CreateMask(_bindings);
        Filler = new WorldMessageFiller(source);
    }

    /// <summary>The image; null while the job is in the pool.</summary>
    public FrameLease? Frame { get; private set; }

    /// <summary>The job's place in the order of processing, from 0, contiguous.</summary>
    public long Sequence { get; private set; }

    /// <summary>One per network, in the order of <see cref="NetworkSet.Distinct"/>.</summary>
    public ReadOnlySpan<NetworkBinding> Bindings => _bindings;

    /// <summary>One per binding, for a network whose runs are shared by several cameras.</summary>
    internal ReadOnlySpan<BatchTicket> BatchTickets => _batchTickets;

    public Detection[] Detections { get; }

    /// <summary>How many of <see cref="Detections"/> are this frame's.</summary>
    public int DetectionCount { get; set; }

    public SegmentationMask Drivable { get; }

    public SegmentationMask LaneLines { get; }

    public WorldMessageFiller Filler { get; }

    public WorldMessage Message => Filler.Message;

    public StageTimes Times { get; } = new();

    /// <summary>The camera's tracks after this frame, where it is one of a rig's.</summary>
    internal ReadOnlySpan<Track> RigTracks => _rigTracks.AsSpan(0, _rigTrackCount);

    /// <summary>The ego lane after this frame, where the camera is one of a rig's.</summary>
    internal LaneBounds LaneBounds { get; private set; }

    /// <summary>How many tracks the source had ever confirmed when this frame was fused.</summary>
    public int ConfirmedTracksEver { get; set; }

    public bool HasBothEgoLines { get; set; }

    /// <summary>What went wrong with this frame, or null; the stages that follow leave it alone.</summary>
    public Exception? Failure => Volatile.Read(ref _failure)?.SourceException;

    /// <summary>Takes over a frame.</summary>
    public void Begin(FrameLease frame, long sequence)
    {
        Frame = frame;
        Sequence = sequence;
        DetectionCount = 0;
        _networksLeft = _bindings.Length;
        _failure = null;
        Times.Clear();
    }

    /// <summary>Notes when a stage takes the frame up, and in debug builds that it holds the image's lease; thread safe for different stages.</summary>
    public void Enter(PipelineStage stage, long timestamp)
    {
        Times.Enter(stage, timestamp);
        Frame?.PassTo(StageNames[(int)stage]);
    }

    /// <summary>Copies what the rig needs of this frame's world, which the next frame overwrites.</summary>
    internal void KeepForRig(WorldModel world, int maximumTracks)
    {
        if (_rigTracks.Length == 0)
        {
            _rigTracks = new Track[maximumTracks];
        }

        _rigTrackCount = world.Tracks.Length;
        world.Tracks.CopyTo(_rigTracks);
        LaneBounds = LaneBounds.Of(world.Lanes);
    }

    /// <summary>Remembers the first failure; thread safe.</summary>
    internal void Fail(Exception failure) =>
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);

    /// <summary>Called by each network stage once; thread safe.</summary>
    /// <returns>True for the last one.</returns>
    internal bool FinishNetwork() => Interlocked.Decrement(ref _networksLeft) == 0;

    /// <summary>Gives the image back.</summary>
    public void End()
    {
        Frame?.Dispose();
        Frame = null;
    }

    public void Dispose()
    {
        End();
        foreach (NetworkBinding binding in _bindings)
        {
            binding.Dispose();
        }
    }
}
