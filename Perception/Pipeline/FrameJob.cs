using System.Runtime.ExceptionServices;
using Fusion.Lanes;
using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Perception.Client;
using Perception.Inference;
using Perception.Publishing;
using Perception.Schedules;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>
/// Everything one frame needs on its way, allocated once and reused: the image, each network's tensors, what was decoded
/// from them, the message, and the stage times.
/// </summary>
/// <remarks>
/// Owned by a <see cref="JobPool"/>; one stage at a time works on it, except that the network stages run side by side,
/// each on its own binding. The job holds the frame's lease from <see cref="Begin"/> until it goes back to the pool. A job with which
/// a stage stands still is given up: a substitute travels on in its place, and the job is freed when the stage lets go.
/// </remarks>
public sealed class FrameJob : IDisposable
{
    private static readonly string[] StageNames = Enum.GetNames<PipelineStage>();

    private readonly NetworkBinding[] _bindings;
    private readonly BatchTicket[] _batchTickets;
    private readonly SegmentationMask?[] _drivable;
    private readonly SegmentationMask?[] _laneLines;
    private readonly LoadStep _wholeWork;
    private readonly int _branches;
    private readonly bool _measuresMotion;
    private Track[] _rigTracks = [];
    private int _rigTrackCount;
    private int _branchesLeft;
    private int _holders = 1;
    private volatile bool _isGivenUp;
    private volatile bool _isRunEnded;
    private ExceptionDispatchInfo? _failure;

    /// <param name="networks">What may run on a frame.</param>
    /// <param name="source">Image size and clock.</param>
    /// <param name="decode">Makes the masks.</param>
    /// <param name="maxDetections">The most that are kept.</param>
    /// <param name="measuresMotion">Whether the image's motion is measured beside the networks.</param>
    public FrameJob(NetworkSet networks, SourceDescription source, DecodeStage decode, int maxDetections, bool measuresMotion = false)
    {
        _measuresMotion = measuresMotion;
        _branches = (networks.RunsTwo ? 2 : 1) + (measuresMotion ? 1 : 0);
        _wholeWork = new LoadStep(networks.Plans[0], null, 0);
        Load = _wholeWork;
        _bindings = [.. networks.Slots.Select(slot => slot.Network.CreateBinding(source.Width, source.Height, slot.Region))];
        _batchTickets = [.. _bindings.Select(binding => new BatchTicket(binding))];
        Detections = new Detection[maxDetections];
        _drivable = decode.CreateMasks(_bindings);
        _laneLines = decode.CreateMasks(_bindings);
        Filler = new WorldMessageFiller(source);
    }

    /// <summary>The image; null while the job is in the pool.</summary>
    public FrameLease? Frame { get; private set; }

    /// <summary>The job's place in the order of processing, from 0, contiguous.</summary>
    public long Sequence { get; private set; }

    /// <summary>The frame's number and times; a substitute has those of the frame whose failure it carries.</summary>
    public FrameStamp Stamp { get; private set; }

    /// <summary>The frame's number in its source.</summary>
    public long FrameId => Stamp.FrameId;

    /// <summary>Where the load-shedding ladder stood when the frame was taken, and so what runs on it.</summary>
    public LoadStep Load { get; private set; }

    /// <summary>What runs on the frame.</summary>
    public LoadPlan Plan => Load.Plan;

    /// <summary>Whether a network looks for lanes in this frame.</summary>
    public bool RunsLanes { get; private set; }

    /// <summary>One per slot, in the order of <see cref="NetworkSet.Slots"/>.</summary>
    public ReadOnlySpan<NetworkBinding> Bindings => _bindings;

    /// <summary>One per binding, for a network whose runs are shared by several cameras.</summary>
    internal ReadOnlySpan<BatchTicket> BatchTickets => _batchTickets;

    public Detection[] Detections { get; }

    /// <summary>How many of <see cref="Detections"/> are this frame's.</summary>
    public int DetectionCount { get; set; }

    /// <summary>Of the lane network that the plan names.</summary>
    public SegmentationMask Drivable => _drivable[Plan.Lanes]!;

    /// <inheritdoc cref="Drivable"/>
    public SegmentationMask LaneLines => _laneLines[Plan.Lanes]!;

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

    /// <summary>How many objects of this frame got no track because there was no room for more.</summary>
    public long TracksTooMany { get; set; }

    /// <summary>How the image moved since the frame <see cref="MotionSince"/>.</summary>
    public ImageMotionEstimate ImageMotion { get; set; }

    /// <summary>The <see cref="Sequence"/> of the frame from which <see cref="ImageMotion"/> is counted; null where it is not measured.</summary>
    public long? MotionSince { get; set; }

    /// <summary>Whether the image's motion was to be measured and could not be told.</summary>
    public bool IsMotionUnknown { get; private set; }

    /// <summary>What went wrong with this frame, or null; the stages that follow leave it alone.</summary>
    public Exception? Failure => Volatile.Read(ref _failure)?.SourceException;

    /// <summary>The stage in which <see cref="Failure"/> happened.</summary>
    internal PipelineStage FailedStage { get; private set; }

    /// <summary>The slot of the network that <see cref="Failure"/> is about; null where it is about none.</summary>
    internal int? FailedSlot { get; private set; }

    /// <summary><see cref="Failure"/> with its stage, as one sentence on one line; null where nothing went wrong. Makes a new text each time.</summary>
    internal string? Problem => Failure is { } failure ? Sentence(FailedStage, failure.Message) : null;

    /// <summary>How a schedule that is followed says that the frame was lost; null where it was not.</summary>
    internal ScheduledFailure? Scheduled { get; set; }

    /// <summary>Whether the frame was counted as lost before it could be published: it only comes to its end.</summary>
    internal bool IsLost { get; set; }

    /// <summary>Whether a stage stands still with it, so that a substitute travels on.</summary>
    internal bool IsGivenUp => _isGivenUp;

    /// <summary>Takes over a frame.</summary>
    /// <param name="frame">The image.</param>
    /// <param name="sequence">Its place in the order of processing.</param>
    /// <param name="load">What runs on it; null for the whole work.</param>
    public void Begin(FrameLease frame, long sequence, LoadStep? load = null)
    {
        Frame = frame;
        Stamp = frame.Stamp;
        Sequence = sequence;
        Scheduled = null;
        IsLost = false;
        Load = load ?? _wholeWork;
        RunsLanes = Plan.RunsLanes(sequence);
        DetectionCount = 0;
        _branchesLeft = _branches;
        MotionSince = null;
        _failure = null;
        Times.Clear();
        if (_isRunEnded)
        {
            _isRunEnded = false;
            foreach (NetworkBinding binding in _bindings)
            {
                binding.AllowRuns();
            }
        }
    }

    /// <summary>Notes when a stage takes the frame up, and in debug builds that it holds the image's lease; thread safe for different stages.</summary>
    public void Enter(PipelineStage stage, long timestamp)
    {
        Times.Enter(stage, timestamp);
        Frame?.PassTo(StageNames[(int)stage]);
    }

    /// <summary>The image's motion since a frame; null where it is not measured or cannot be told, as where it was counted from another frame.</summary>
    /// <param name="since">That frame's <see cref="Sequence"/>; null where there is none.</param>
    public ImageMotion? TakeMotion(long? since)
    {
        ImageMotion? motion = since is not null && MotionSince == since ? ImageMotion.Motion : null;
        IsMotionUnknown = _measuresMotion && since is not null && motion is null;
        return motion;
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

    /// <summary>What went wrong in a stage, on one line.</summary>
    internal static string Sentence(PipelineStage stage, string problem) => $"stage {stage}: {problem.ReplaceLineEndings(" ")}";

    /// <summary>Takes the place of a job that was given up.</summary>
    internal void Substitute(FrameJob givenUp)
    {
        Stamp = givenUp.Stamp;
        FailedStage = givenUp.FailedStage;
        _branchesLeft = _branches;
        FailedSlot = givenUp.FailedSlot;
        IsLost = givenUp.IsLost;
        Sequence = givenUp.Sequence;
        Load = givenUp.Load;
        RunsLanes = givenUp.RunsLanes;
        _failure = Volatile.Read(ref givenUp._failure);
    }

    /// <summary>Whether a slot's network runs on this frame.</summary>
    internal bool Runs(int slot) => slot == Plan.Objects || (RunsLanes && slot == Plan.Lanes);

    /// <summary>Remembers the first failure; thread safe.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="stage">Where.</param>
    /// <param name="slot">Of the network that it is about; null where it is about none.</param>
    internal void Fail(Exception failure, PipelineStage stage, int? slot = null)
    {
        if (Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null) is null)
        {
            FailedStage = stage;
            FailedSlot = slot;
        }
    }

    /// <summary>Called once by each stage that works beside others; thread safe.</summary>
    /// <returns>True for the last one.</returns>
    internal bool FinishBranch() => Interlocked.Decrement(ref _branchesLeft) == 0;

    /// <summary>Asks one network's run on this frame to end; thread safe.</summary>
    /// <param name="slot">The network's.</param>
    /// <param name="endsShared">Whether a run that it shares with other cameras' frames is to end as well, and so to fail for all of them.</param>
    internal void EndRun(int slot, bool endsShared)
    {
        // In this order: where the job's next frame begins meanwhile, the one after it lets runs be made again.
        _bindings[slot].EndRun();
        _isRunEnded = true;
        if (endsShared)
        {
            _batchTickets[slot].EndRun();
        }
    }

    /// <summary>A stage stands still with it and keeps it until <see cref="LetGo"/>; thread safe.</summary>
    internal void GiveUp(Exception failure, PipelineStage stage)
    {
        Interlocked.Increment(ref _holders);
        Fail(failure, stage);
        _isGivenUp = true;
    }

    /// <summary>The pipeline, or a stage that stood still, needs it no more; the last one frees it. Only for a job that was given up.</summary>
    internal void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Dispose();
        }
    }

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
