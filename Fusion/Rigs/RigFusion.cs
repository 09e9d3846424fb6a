using Fusion.Tracking;
using Fusion.World;
using Sensors.Calibration;

namespace Fusion.Rigs;

/// <summary>
/// Makes one list of objects of the tracks of several cameras on one vehicle: tracks of calibrated cameras whose objects stand at the same
/// place on the ground are one object, which keeps its identity from camera to camera.
/// </summary>
/// <remarks>
/// Each camera's own tracker stays as it is; here its tracks are views. A track of an uncalibrated camera has no place, so that it is an
/// object by itself, whatever else is seen. Causal and deterministic. Not thread safe; allocates nothing after its construction but where
/// the assignment's buffers grow.
/// </remarks>
public sealed class RigFusion
{
    private readonly RigCameras _cameras;
    private readonly RigObjects _objects;
    private readonly ViewSplitter _splitter;
    private readonly ViewJoiner _joiner;
    private readonly ObjectMerger _merger;
    private readonly RigTrackWriter _writer;

    /// <param name="options">Validated here.</param>
    /// <param name="laneOptions">How lanes of objects are told; validated here.</param>
    /// <param name="cameras">Each camera's calibration in the rig's order; null for an uncalibrated one. They share the ego frame.</param>
    /// <param name="tracker">The cameras' trackers': how many tracks one gives at a time, and how a time to collision is told.</param>
    /// <param name="lastObjectId">The last identity that was given before, so that none is given twice where fusion is started anew.</param>
    /// <exception cref="WorldFusionOptionsException">An option is out of range.</exception>
    public RigFusion(
        RigFusionOptions options, LaneAssignerOptions laneOptions, IReadOnlyList<CameraCalibration?> cameras, TrackerOptions tracker, int lastObjectId = 0)
    {
        WorldFusionOptions.Check(options);
        WorldFusionOptions.Check(laneOptions);
        _cameras = new RigCameras(options, [.. cameras.Select(calibration => new RigCamera(calibration, tracker.MaximumTracks))]);
        _objects = new RigObjects(options.MaximumObjects, cameras.Count, lastObjectId);
        _splitter = new ViewSplitter(options, _cameras, _objects);
        _joiner = new ViewJoiner(options, _cameras, _objects, tracker.MaximumTracks);
        _merger = new ObjectMerger(options, _cameras, _objects);
        _writer = new RigTrackWriter(options, laneOptions, tracker, _cameras, _objects);
    }

    /// <summary>The last identity that an object was given.</summary>
    public int LastObjectId => _objects.LastId;

    /// <summary>Tracks that found no room (<see cref="RigFusionOptions.MaximumObjects"/>).</summary>
    public long ObjectsTooMany => _objects.TooMany;

    /// <summary>The objects after the last instant. A track's box is that of its first view; valid until the next instant.</summary>
    public ReadOnlySpan<Track> Tracks => _writer.Tracks;

    /// <summary>The cameras that follow an object, the surest first; none where it is only remembered.</summary>
    public ReadOnlySpan<RigView> Views(int index) => _writer.Views(index);

    /// <summary>Forgets objects and views, because the next frames do not follow the last ones; identities go on.</summary>
    public void StartAnew()
    {
        _objects.Clear();
        for (int camera = 0; camera < _cameras.Count; camera++)
        {
            _cameras[camera].Forget();
        }
    }

    /// <summary>Takes one camera's tracks of this instant.</summary>
    public void Take(int camera, long captureTimeNs, ReadOnlySpan<Track> tracks) => _cameras[camera].Take(captureTimeNs, tracks);

    /// <summary>Makes the objects of an instant; cameras that had no frame for it stand by their last one for a while.</summary>
    /// <param name="captureTimeNs">Capture time of the newest frame taken.</param>
    /// <param name="yawRate">The ego vehicle's, rad/s; 0 where it is not known.</param>
    /// <param name="lanes">The ego lane's boundaries, or default.</param>
    public ReadOnlySpan<Track> Fuse(long captureTimeNs, double yawRate, in LaneBounds lanes)
    {
        _cameras.BeginInstant(captureTimeNs, yawRate);
        for (int i = 0; i < _objects.Count; i++)
        {
            _cameras.Follow(_objects[i]);
            _cameras.Place(_objects[i]);
        }

        _splitter.Split();
        for (int camera = 0; camera < _cameras.Count; camera++)
        {
            _joiner.Join(camera);
        }

        _merger.Merge();
        _writer.Write(lanes);
        _cameras.EndInstant();
        return Tracks;
    }
}
