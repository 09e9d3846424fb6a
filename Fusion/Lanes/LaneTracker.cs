using Fusion.Ranging;
using Sensors.Calibration;
using Sensors.Frames;

namespace Fusion.Lanes;

/// <summary>
/// Turns each frame's lane-line and drivable masks into lane boundaries that are smooth in time, and an outline of the
/// drivable area. The method and its equations are in docs/lanes.md.
/// </summary>
/// <remarks>
/// Not thread safe. After the first frame of a mask size nothing is allocated. The answer depends only on the frames and
/// their capture times.
/// </remarks>
public sealed class LaneTracker
{
    private readonly LaneTrackerOptions _options;
    private readonly LaneGeometry _geometry;
    private readonly RoadFilter _filter;
    private readonly LaneTrack[] _tracks = new LaneTrack[RoadFilter.Slots];
    private readonly PaintRuns _runs;
    private readonly PaintSegments _segments = new();
    private readonly LaneMatcher _matcher;
    private readonly LineBirths _births;
    private readonly LaneIdentity _identity;
    private readonly LaneSceneWriter _writer;
    private readonly VanishingPointSearch _search;
    private readonly DrivableOutline _outline;
    private readonly OutlineGround _ground;
    private readonly RoadCoordinates _road;
    private readonly LaneScene _scene = new();
    private long _timeNs;
    private long _seenNs;
    private long _maskNs;
    private bool _hasTime;
    private bool _isHorizonLearned;

    /// <param name="options">Validated here.</param>
    /// <param name="calibration">The camera, or null: then nothing metric is published.</param>
    /// <param name="imageWidth">Source image size, pixels.</param>
    /// <param name="imageHeight">Source image size, pixels.</param>
    /// <exception cref="LaneTrackerOptionsException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The image has no size, or the calibration puts the camera below the ground.</exception>
    public LaneTracker(LaneTrackerOptions options, CameraCalibration? calibration, int imageWidth, int imageHeight)
    {
        options.Validate();
        _options = options;
        _geometry = new LaneGeometry(options, calibration, imageWidth, imageHeight);
        _filter = new RoadFilter(options, _geometry);
        for (int i = 0; i < _tracks.Length; i++)
        {
            _tracks[i] = new LaneTrack();
        }

        _runs = new PaintRuns(options, _geometry);
        _matcher = new LaneMatcher(options, _geometry, _filter);
        _births = new LineBirths(options, _geometry, _filter, _matcher, _segments);
        _identity = new LaneIdentity(options, _geometry, _filter, _tracks);
        _writer = new LaneSceneWriter(_geometry, _filter, _tracks, _identity);
        _search = new VanishingPointSearch(options, _geometry);
        _outline = new DrivableOutline(options, imageWidth, imageHeight);
        _ground = new OutlineGround(options, _geometry);
        _identity.Reset();
        _road = new RoadCoordinates(options, _geometry, _filter, _identity, _tracks);
        _scene.Road = _road;
    }

    /// <summary>The scene that every call returns.</summary>
    public LaneScene Scene => _scene;

    /// <summary>Takes a frame's masks.</summary>
    /// <param name="captureTimeNs">The frame's capture time; after one before the last one's all goes on as if no time had passed.</param>
    /// <param name="laneLines">Lane-line probabilities; not present: the lines are aged.</param>
    /// <param name="drivable">Drivable-area probabilities; not present: the outline is empty.</param>
    /// <returns>The scene, owned by the tracker and valid until its next call.</returns>
    public LaneScene Update(long captureTimeNs, SegmentationMask laneLines, SegmentationMask drivable)
    {
        double seconds = Advance(captureTimeNs);
        _outline.Update(drivable, _scene);

        // What is smoothed goes by the time since lines were last looked for, which need not be in every frame.
        double sinceMask = (_timeNs - _maskNs) * 1e-9;
        if (laneLines.IsPresent)
        {
            _maskNs = _timeNs;
            if (ReadPaint(laneLines) && !TryFollow(sinceMask))
            {
                Forget();
            }
        }

        Finish(seconds, laneLines.IsPresent ? sinceMask : 0);
        return _scene;
    }

    /// <summary>Puts the last frame's drivable outline on the road. It needs a calibration.</summary>
    /// <param name="horizon">Where the road's horizon lies in that frame.</param>
    public void PlaceOutline(in RoadHorizon horizon) => _ground.Place(_scene, horizon);

    /// <summary>Forgets the lines and the clock; what was learned of the horizon stays.</summary>
    public void Reset()
    {
        _hasTime = false;
        Forget();
    }

    /// <summary>Ages the lines for a frame that has no masks; the drivable outline stays as it was.</summary>
    /// <param name="captureTimeNs">The frame's capture time.</param>
    public LaneScene Predict(long captureTimeNs)
    {
        Finish(Advance(captureTimeNs), 0);
        return _scene;
    }

    /// <summary>Steps to a frame's time and returns the seconds passed.</summary>
    private double Advance(long captureTimeNs)
    {
        if (!_hasTime)
        {
            _hasTime = true;
            _timeNs = captureTimeNs;
            _seenNs = captureTimeNs;
            _maskNs = captureTimeNs;
        }

        if (captureTimeNs < _timeNs)
        {
            MoveClock(captureTimeNs - _timeNs);
        }

        if (captureTimeNs - _timeNs > Nanoseconds.Of(_options.ResetGap))
        {
            _timeNs = captureTimeNs;
            _maskNs = captureTimeNs;
            Forget();
            return 0;
        }

        double seconds = (captureTimeNs - _timeNs) * 1e-9;
        _timeNs = captureTimeNs;
        _filter.Predict(seconds);
        return seconds;
    }

    /// <summary>Moves all times that are kept with a clock that was set back, so that none passes.</summary>
    private void MoveClock(long byNs)
    {
        _timeNs += byNs;
        _seenNs += byNs;
        _maskNs += byNs;
        foreach (LaneTrack track in _tracks)
        {
            track.BornNs += byNs;
            track.SeenNs += byNs;
        }
    }

    private bool ReadPaint(SegmentationMask laneLines)
    {
        double margin = _geometry.IsMetric ? _options.PitchSigma : _options.UncalibratedHorizonPrior;
        bool isClear = _runs.Extract(laneLines, _filter.MeanHorizon - margin);
        _segments.Link(_runs.All);
        return isClear;
    }

    /// <summary>Updates the road with the frame's paint and starts new lines.</summary>
    /// <returns>False where the filter broke down.</returns>
    private bool TryFollow(double seconds)
    {
        Span<PaintRun> runs = _runs.All;
        if (!HasLines() || _timeNs - _seenNs > Nanoseconds.Of(_options.ReacquireAfter))
        {
            Reacquire();
        }

        if (HasLines() && !TryUpdate(runs, -1))
        {
            return false;
        }

        _matcher.Assign(runs, _runs.PixelP, widen: false);
        while (TryFreeSlot(out int slot) && _births.TryFind(runs, _runs.Rows, _runs.PixelP, out double lateral, out double sigma))
        {
            _filter.AddLine(slot, lateral, sigma);
            _tracks[slot].Start(_timeNs, _geometry.MountY + lateral > 0);
            if (!TryUpdate(runs, slot))
            {
                return false;
            }

            _matcher.Assign(runs, _runs.PixelP, widen: false);
        }

        TakeSupport(seconds);
        LearnHorizon(seconds);
        return true;
    }

    /// <summary>Runs the iterated update with all lines' paint, or with a new line's alone.</summary>
    private bool TryUpdate(Span<PaintRun> runs, int onlySlot)
    {
        if (!_filter.TryBeginUpdate())
        {
            return false;
        }

        for (int i = 0; i < _options.Iterations; i++)
        {
            _matcher.Assign(runs, _runs.PixelP, widen: i == 0, onlySlot);
            _matcher.Gather(runs, _runs.PixelP, onlySlot);
            if (!_filter.TryStep())
            {
                return false;
            }
        }

        _filter.EndUpdate();
        return true;
    }

    private void Reacquire()
    {
        double horizonSigma = _geometry.IsMetric ? _options.PitchSigma : _options.UncalibratedHorizonPrior;
        double expected = _isHorizonLearned ? _filter.MeanHorizon : 0;
        if (!_search.TryFind(_segments.All, expected, horizonSigma, _runs.PixelP))
        {
            return;
        }

        _filter.Reset(_search.Heading, _search.Horizon, _search.HeadingSigma, _search.HorizonSigma);
        if (_geometry.IsMetric)
        {
            _filter.MeanHorizon = 0;
        }
    }

    private void TakeSupport(double seconds)
    {
        double share = 1 - Math.Exp(-seconds / _options.QualitySmoothing.TotalSeconds);
        double shrink = 1 - Math.Exp(-seconds / _options.ViewShrink.TotalSeconds);
        double enough = Math.Max(2, _options.SeenRowShare * _runs.Rows);
        for (int slot = 0; slot < _tracks.Length; slot++)
        {
            if (!_filter.IsActive(slot))
            {
                continue;
            }

            LaneTrack track = _tracks[slot];
            LaneSupport support = LaneSupport.Measure(_runs, slot, _filter, _geometry);
            if (support.Rows < enough || support.Far - support.Near < _options.SeenLength)
            {
                continue;
            }

            bool isNew = track.Far == 0;
            double step = isNew ? 1 : share;
            track.Quality += step * (support.Quality - track.Quality);
            track.Near += step * (support.Near - track.Near);
            track.Far += (isNew ? 1 : support.Far < track.Far ? shrink : share) * (support.Far - track.Far);
            track.SeenForNs += isNew ? 0 : (long)(seconds * Nanoseconds.PerSecond);
            track.SeenNs = _timeNs;
            _seenNs = _timeNs;
            track.IsConfirmed |= track.Quality >= _options.InstantQuality || track.SeenForNs >= Nanoseconds.Of(_options.ConfirmAfter);
        }
    }

    /// <summary>Without a calibration the mean horizon follows the vanishing point while lines are well seen.</summary>
    private void LearnHorizon(double seconds)
    {
        if (_geometry.IsMetric || _filter.HorizonVariance > _options.PitchSigma * _options.PitchSigma)
        {
            return;
        }

        double share = 1 - Math.Exp(-seconds / _options.HorizonLearning.TotalSeconds);
        _isHorizonLearned = true;
        _road.IsHorizonKnown = true;
        _filter.MeanHorizon += share * (_filter.Horizon - _filter.MeanHorizon);
    }

    /// <summary>Gives up lines unseen for too long, merges lines that have become one, and writes the scene.</summary>
    /// <param name="seconds">Since the frame before.</param>
    /// <param name="sinceMask">Since lines were looked for before this frame, seconds; 0 where they are not in this one.</param>
    private void Finish(double seconds, double sinceMask)
    {
        for (int slot = 0; slot < _tracks.Length; slot++)
        {
            if (!_filter.IsActive(slot))
            {
                continue;
            }

            LaneTrack track = _tracks[slot];
            long unseen = _timeNs - track.SeenNs;
            if (unseen > Nanoseconds.Of(track.IsConfirmed ? _options.CoastTime : _options.TentativeTimeout))
            {
                _filter.RemoveLine(slot);
            }
            else if (unseen > 0)
            {
                track.Quality *= Math.Exp(-sinceMask / _options.QualityDecay.TotalSeconds);
            }
        }

        Merge();
        _identity.Update(seconds);
        _writer.Write(_scene, _timeNs);
        _scene.Horizon = _geometry.IsMetric && HasLines() ? _filter.RoadHorizon : null;
    }

    private void Merge()
    {
        for (int a = 0; a < _tracks.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (_filter.IsActive(a) && _filter.IsActive(b) && Math.Abs(_filter.Lateral(a) - _filter.Lateral(b)) < _options.MergeDistance)
                {
                    _filter.RemoveLine(_tracks[a].SeenForNs > _tracks[b].SeenForNs ? b : a);
                }
            }
        }
    }

    private bool HasLines()
    {
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (_filter.IsActive(slot))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryFreeSlot(out int slot)
    {
        for (slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (!_filter.IsActive(slot))
            {
                return true;
            }
        }

        return false;
    }

    private void Forget()
    {
        double heading = _geometry.IsMetric ? _options.HeadingPrior : _options.UncalibratedHeadingPrior;
        double horizon = _geometry.IsMetric ? _options.PitchSigma : _options.UncalibratedHorizonPrior;
        _filter.Reset(0, _isHorizonLearned ? _filter.MeanHorizon : 0, heading, horizon);
        _identity.Reset();
        _seenNs = _timeNs;
    }
}
