using Fusion.Association;
using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Ranging;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.Frames;
using Sensors.OpticalFlow;

namespace Fusion.Tracking;

/// <summary>
/// Follows objects over frames: associates detections with tracks, filters their boxes and, with a calibration, their place on the ground.
/// </summary>
/// <remarks>
/// Causal and deterministic: a frame's tracks depend on that frame and earlier ones only. Time steps come from capture times. No
/// managed allocation in steady state. No input makes it throw; what it could not use is in <see cref="Counters"/>. Not thread safe.
/// </remarks>
public sealed partial class Tracker
{
    private readonly TrackerOptions _options;
    private readonly CameraCalibration? _calibration;
    private readonly MonocularRanging? _ranging;
    private readonly DetectionIntake _intake;
    private readonly OcclusionFinder _occlusion;
    private readonly ImageBorder _border;
    private readonly TrackAssociator _associator;
    private readonly RangedAssociator _rangedAssociator;
    private readonly BoxNoise[] _boxNoise = new BoxNoise[(int)ObjectGroup.TrafficControl + 1];
    private readonly BoxSweep _seen = new();
    private readonly TrackSlot[] _tracks;
    private readonly Track[] _published;
    private readonly double _imageScaleX;
    private readonly double _imageScaleY;
    private readonly int _imageWidth;
    private readonly int _imageHeight;
    private int _count;
    private int _sweptCount;
    private int _publishedCount;
    private int _lastId;
    private bool _hasTime;
    private long _timeNs;

    // Of the image that this frame's detections come from.
    private ImageView _view;

    // Ego speed that the ground filters' velocities include, m/s; 0 until it is known.
    private double _egoSpeed;
    private bool _isEgoKnown;

    /// <param name="options">Validated here.</param>
    /// <param name="calibration">The camera, or null: then nothing metric is given.</param>
    /// <param name="imageWidth">Source image width, pixels.</param>
    /// <param name="imageHeight">Source image height, pixels.</param>
    /// <exception cref="TrackerOptionsException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The image has no size.</exception>
    public Tracker(TrackerOptions options, CameraCalibration? calibration, int imageWidth, int imageHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        options.Validate();
        _options = options;
        _calibration = calibration;
        _imageWidth = imageWidth;
        _imageHeight = imageHeight;
        _imageScaleX = calibration is null ? 1 : calibration.Width / (double)imageWidth;
        _imageScaleY = calibration is null ? 1 : calibration.Height / (double)imageHeight;
        CameraCalibration? metric = calibration ?? (options.Ranged.WithoutCamera ? ForwardCamera.At(imageWidth, imageHeight) : null);
        _ranging = metric is null ? null : new MonocularRanging(options.Ranging, metric, imageWidth, imageHeight);
        _intake = new DetectionIntake(options, Counters, imageWidth, imageHeight);
        _occlusion = new OcclusionFinder(options.Ranging);
        _border = new ImageBorder(options.Ranging, imageWidth, imageHeight);
        _associator = new TrackAssociator(options);
        _rangedAssociator = new RangedAssociator(options.Ranged);
        for (int group = 0; group < _boxNoise.Length; group++)
        {
            GroupOptions noise = options.Of((ObjectGroup)group);
            _boxNoise[group] = new BoxNoise(
                noise.BoxNoise, noise.ScoreNoise, noise.InitialBoxVelocity, noise.CentreAcceleration, noise.SizeAcceleration);
        }

        _tracks = new TrackSlot[options.MaximumTracks];
        for (int index = 0; index < _tracks.Length; index++)
        {
            _tracks[index] = new TrackSlot(metric is not null);
        }

        _published = new Track[options.MaximumTracks];
    }

    /// <summary>How many tracks were ever confirmed.</summary>
    public int ConfirmedCount { get; private set; }

    /// <summary>The last identity that was given; set at the start where another tracker gave identities before.</summary>
    public int LastTrackId
    {
        get => _lastId;
        init => _lastId = value;
    }

    public TrackerCounters Counters { get; } = new();

    /// <summary>Takes in one frame.</summary>
    /// <param name="captureTimeNs">When it was captured. A frame of the same time as the one before is counted and left out; after one that is older, counted as well, all goes on from its time as if none had passed.</param>
    /// <param name="detections">This frame's, in any order; none is a frame in which nothing was seen.</param>
    /// <param name="egoMotion">The ego vehicle's motion at this frame, or null where it is not known.</param>
    /// <param name="imageMotion">How the image content moved since the frame before, where it was measured. With ego motion and a calibration only its share up and down counts: pitch and roll; else all of it.</param>
    /// <returns>Tentative, confirmed and lost tracks; valid until the next call.</returns>
    public ReadOnlySpan<Track> Update(long captureTimeNs, ReadOnlySpan<Detection> detections, EgoMotionSample? egoMotion = null, ImageMotion? imageMotion = null) =>
        Fuse(captureTimeNs, detections, [], egoMotion, imageMotion);

    /// <summary>Where the objects say that the camera's horizon lies, against its calibration; null without one, and where it looks more aside than ahead.</summary>
    internal RoadHorizon? Horizon => _calibration is null ? null : _ranging?.ObjectHorizon;

    /// <summary>Takes in one frame of the camera together with what ranging sensors report of the same moment.</summary>
    /// <inheritdoc cref="Update(long, ReadOnlySpan{Detection}, EgoMotionSample?, ImageMotion?)"/>
    /// <param name="captureTimeNs">When it was captured.</param>
    /// <param name="detections">The camera's.</param>
    /// <param name="rangedObjects">The ranging sensors', in any order; they need a calibration or <see cref="RangedOptions.WithoutCamera"/>.</param>
    /// <param name="egoMotion">The ego vehicle's motion, or null.</param>
    /// <param name="imageMotion">The image's motion, or null.</param>
    /// <param name="road">What the road's lines say of the horizon in this frame, or null; it steadies the ranges.</param>
    /// <param name="view">What of the image was looked at; the default is all of it, as finely as it is.</param>
    public ReadOnlySpan<Track> Fuse(
        long captureTimeNs, ReadOnlySpan<Detection> detections, ReadOnlySpan<RangedObject> rangedObjects,
        EgoMotionSample? egoMotion = null, ImageMotion? imageMotion = null, RoadHorizon? road = null, ImageView view = default)
    {
        _view = view;
        if (!TryStep(captureTimeNs, out double dt))
        {
            return _published.AsSpan(0, _publishedCount);
        }

        Counters.Frames++;
        ReadOnlySpan<Detection> usable = _intake.Take(detections);
        _occlusion.Find(usable);
        _border.Look(view);
        Predict(dt, egoMotion, imageMotion, road);
        _associator.Associate(_tracks.AsSpan(0, _count), usable);
        Continue(usable);
        ContinueRanged(rangedObjects);
        Miss();
        Start(usable);
        StartRanged(rangedObjects);
        Remove();
        Publish();
        return _published.AsSpan(0, _publishedCount);
    }

    /// <summary>Forgets all tracks, the clock and the counters; identities go on from the last one.</summary>
    public void Reset()
    {
        _count = 0;
        _publishedCount = 0;
        _hasTime = false;
        _isEgoKnown = false;
        _egoSpeed = 0;
        ConfirmedCount = 0;
        _ranging?.Horizons.Reset();
        Counters.Clear();
    }

    private void Continue(ReadOnlySpan<Detection> detections)
    {
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            int place = _associator.DetectionOfTrack[index];
            track.IsSeen = place >= 0;
            track.Sources = place >= 0 ? ObjectSources.Camera : ObjectSources.None;
            if (place >= 0)
            {
                Observe(track, detections[place], HiddenOf(place));
            }
        }
    }

    private void Observe(TrackSlot track, in Detection detection, HiddenEdges hidden)
    {
        float x = detection.Box.CentreX - track.LastSeen.CentreX;
        float y = detection.Box.CentreY - track.LastSeen.CentreY;
        float length = MathF.Sqrt((x * x) + (y * y));
        if (length >= 1)
        {
            track.DirectionX = x / length;
            track.DirectionY = y / length;
        }

        track.Filter.Update(detection.Box, track.Noise, detection.Score);
        track.Box = track.Filter.Box;
        track.LastSeen = detection.Box;
        track.LastSeenNs = _timeNs;
        ObjectClass former = track.Class;
        track.Votes.Add(detection.Class, detection.Score, _options.ClassMemory);
        track.Class = track.Votes.Winner(former, _options.ClassLead);
        AddEvidence(track, Gain(track.Options, detection.Score));
        Grow(track, detection, hidden);
        if (_ranging is not null)
        {
            Range(track, detection, hidden, former);
        }

        Confirm(track);
    }

    /// <summary>The growth of what is seen whole of a box tells how soon its object is here, without a calibration too.</summary>
    private void Grow(TrackSlot track, in Detection detection, HiddenEdges hidden)
    {
        HiddenEdges cut = hidden | _border.Cut(detection.Box);
        track.Growth.Update(detection.Box, (cut & HiddenEdges.Sides) == 0, (cut & HiddenEdges.Ends) == 0, track.Noise, detection.Score);
    }

    private void Range(TrackSlot track, in Detection detection, HiddenEdges hidden, ObjectClass former)
    {
        ObjectClass present = track.Class;
        GroundFilter ground = track.Ground!;
        if (present != former)
        {
            // Another class has another size: what was learned of the old one, and told by it of the horizon, does not hold.
            track.Horizon = default;
            _ranging!.StartAgain(ground, detection.Box, hidden, present, detection.Score, _egoSpeed);
            return;
        }

        _ranging!.Update(ground, detection.Box, hidden, present, detection.Score, _egoSpeed);
        if (track.Group == ObjectGroup.MotorVehicle && !track.Cuboid.HasValue)
        {
            // Of a rigid object, whose range no lidar measures.
            _ranging.UpdateClosing(ground, track.Growth.HeightRate(), _egoSpeed);
        }

        if (!ground.IsSound())
        {
            Counters.FiltersRestarted++;
            _ranging.Start(ground, detection.Box, hidden, present, detection.Score, _egoSpeed);
        }

        track.Horizon = _ranging.Evidence(track.Horizon, detection.Box, hidden, present, detection.Score);
    }

    private void Publish()
    {
        _publishedCount = _count;
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            Box box = track.HasBox ? track.Box : default;
            EgoState? ego = _ranging?.Describe(track.Ground!, track.Class, _egoSpeed, box);
            TimeToCollision collision = TimeToCollision.Of(track, ego, _options);
            _published[index] = new Track
            {
                TrackId = track.Id,
                Class = track.Class,
                State = track.State,
                Score = 1 / (1 + MathF.Exp(-track.Evidence)),
                Box = box,
                Age = Since(track.FirstSeenNs),
                SinceSeen = Since(track.LastSeenNs),
                Ego = ego,
                Cuboid = track.Cuboid.HasValue ? track.Cuboid.Value : null,
                Sources = track.Sources,
                HiddenShare = track.HiddenShare,
                TimeToCollision = collision.Seconds,
                TimeToCollisionSigma = collision.Sigma,
            };
        }
    }

    private HiddenEdges HiddenOf(int place) => _occlusion.Hidden[place];

    private static float Gain(GroupOptions options, float score) => options.EvidenceGain * (score - options.EvidenceZero);

    private TimeSpan Since(long timeNs) => Nanoseconds.ToTimeSpan(_timeNs - timeNs);
}
