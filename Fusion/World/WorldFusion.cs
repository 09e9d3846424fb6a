using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Ranging;
using Fusion.Tracking;
using Sensors.EgoMotion;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Fusion.World;

/// <summary>
/// Turns each frame's detections and masks into a world: tracks, lane boundaries, which lane each track is in, and the lead.
/// </summary>
/// <remarks>
/// Causal and deterministic: the answer depends only on the frames so far and their capture times. Not thread safe. Nothing is
/// allocated after the first frame of a mask size.
/// </remarks>
public sealed class WorldFusion
{
    private readonly Tracker _tracker;
    private readonly LaneTracker _laneTracker;
    private readonly LaneAssigner _assigner;
    private readonly LeadSelector _leadSelector;
    private readonly EgoMotionLog? _egoMotion;
    private readonly WorldModel _world;
    private int _confirmedBefore;

    /// <param name="options">Validated here.</param>
    /// <param name="source">Image size, calibration and ego motion.</param>
    /// <param name="lastTrackId">The last identity that was given before; new ones go on from it.</param>
    /// <param name="confirmedBefore">How many tracks were ever confirmed before; the count goes on from it.</param>
    /// <exception cref="TrackerOptionsException">A tracker option is out of range.</exception>
    /// <exception cref="LaneTrackerOptionsException">A lane tracker option is out of range.</exception>
    /// <exception cref="WorldFusionOptionsException">Another option is out of range.</exception>
    /// <exception cref="ArgumentException">The images have no size, or the calibration puts the camera below the ground.</exception>
    public WorldFusion(WorldFusionOptions options, SourceDescription source, int lastTrackId = 0, int confirmedBefore = 0)
    {
        _tracker = new Tracker(options.Tracker, source.Calibration, source.Width, source.Height) { LastTrackId = lastTrackId };
        _laneTracker = new LaneTracker(options.Lanes, source.Calibration, source.Width, source.Height);
        _assigner = new LaneAssigner(options.Assignment, options.Tracker.MaximumTracks);
        _leadSelector = new LeadSelector(options.Lead);
        _egoMotion = source.EgoMotion;
        _confirmedBefore = confirmedBefore;
        _world = new WorldModel(options.Tracker.MaximumTracks, _laneTracker.Scene);
    }

    /// <summary>What the tracker met with so far.</summary>
    public TrackerCounters TrackerCounters => _tracker.Counters;

    /// <summary>The last identity that was given to a track.</summary>
    public int LastTrackId => _tracker.LastTrackId;

    /// <summary>How many tracks were ever confirmed.</summary>
    public int ConfirmedTracksEver => _confirmedBefore + _tracker.ConfirmedCount;

    /// <summary>Forgets tracks and lines, because the next frame does not follow the last one; identities go on.</summary>
    public void StartAnew()
    {
        _confirmedBefore += _tracker.ConfirmedCount;
        _tracker.Reset();
        _laneTracker.Reset();
        _assigner.Reset();
    }

    /// <summary>Takes in one frame.</summary>
    /// <param name="captureTimeNs">When it was captured.</param>
    /// <param name="detections">What was seen, source image pixels.</param>
    /// <param name="laneLines">Lane-line probabilities; not present: the lines are aged.</param>
    /// <param name="drivable">Drivable-area probabilities; not present: the outline is empty.</param>
    /// <param name="view">What of the image was looked at for objects; the default is all of it, as finely as it is.</param>
    /// <param name="imageMotion">How the image moved since the frame before, where it was measured.</param>
    /// <returns>The world, owned by the fusion and valid until its next call.</returns>
    public WorldModel Update(long captureTimeNs, ReadOnlySpan<Detection> detections, SegmentationMask laneLines, SegmentationMask drivable, ImageView view = default, ImageMotion? imageMotion = null) =>
        Update(captureTimeNs, detections, _laneTracker.Update(captureTimeNs, laneLines, drivable), view, imageMotion, isNewOutline: true);

    /// <summary>Takes in one frame in which no network looked for lanes: lines are aged, the drivable outline stays.</summary>
    /// <inheritdoc cref="Update(long, ReadOnlySpan{Detection}, SegmentationMask, SegmentationMask, ImageView, ImageMotion?)"/>
    public WorldModel UpdateObjects(long captureTimeNs, ReadOnlySpan<Detection> detections, ImageView view = default, ImageMotion? imageMotion = null) =>
        Update(captureTimeNs, detections, _laneTracker.Predict(captureTimeNs), view, imageMotion, isNewOutline: false);

    private WorldModel Update(long captureTimeNs, ReadOnlySpan<Detection> detections, LaneScene lanes, ImageView view, ImageMotion? imageMotion, bool isNewOutline)
    {
        EgoMotionSample? egoMotion = _egoMotion is not null && _egoMotion.TryAt(captureTimeNs, out EgoMotionSample sample) ? sample : null;
        Span<Track> tracks = _world.TakeTracks(_tracker.Fuse(captureTimeNs, detections, [], egoMotion, imageMotion, lanes.Horizon, view));
        _assigner.Assign(captureTimeNs, tracks, lanes, view.Part?.YMax);
        _world.CaptureTimeNs = captureTimeNs;
        _world.Lanes = lanes;
        RoadHorizon? told = _tracker.Horizon;
        _world.Horizon = told is not null && lanes.Horizon is { IsUsable: true } road ? road : told;
        if (isNewOutline && _world.Horizon is { } horizon)
        {
            _laneTracker.PlaceOutline(horizon);
        }

        _world.Lead = _leadSelector.Select(tracks);
        _world.ConfirmedTracksEver = ConfirmedTracksEver;
        return _world;
    }
}
