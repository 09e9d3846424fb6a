using Fusion.Filters;
using Fusion.Ranging;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.Frames;
using Sensors.OpticalFlow;

namespace Fusion.Tracking;

// The step in time: what the clock, the ego motion and the image motion say before anything is seen.
public sealed partial class Tracker
{
    // An object is never taken to be nearer than so many times the way that the vehicle goes in a frame: what is nearer is passed.
    private const double MostAdvance = 2;

    private bool TryStep(long captureTimeNs, out double dt)
    {
        dt = 0;
        if (!_hasTime)
        {
            _hasTime = true;
            _timeNs = captureTimeNs;
            return true;
        }

        if (captureTimeNs == _timeNs)
        {
            Counters.FramesDuplicate++;
            return false;
        }

        if (captureTimeNs < _timeNs)
        {
            // The clock was set back: waiting until it has come to the old time again would leave the world as it is for so long.
            Counters.FramesOutOfOrder++;
            MoveClock(captureTimeNs - _timeNs);
            return true;
        }

        dt = ((double)captureTimeNs - _timeNs) / Nanoseconds.PerSecond;
        _timeNs = captureTimeNs;
        if (dt > _options.MaximumGap.TotalSeconds)
        {
            Counters.Gaps++;
            _count = 0;
            _isEgoKnown = false;
            _egoSpeed = 0;
        }

        return true;
    }

    /// <summary>Moves all times that are kept, so that none passes.</summary>
    private void MoveClock(long byNs)
    {
        _timeNs += byNs;
        for (int index = 0; index < _count; index++)
        {
            _tracks[index].FirstSeenNs += byNs;
            _tracks[index].LastSeenNs += byNs;
        }
    }

    private void Predict(double dt, EgoMotionSample? egoMotion, ImageMotion? imageMotion, RoadHorizon? road)
    {
        if (_ranging is not null)
        {
            _ranging.Step(dt, road, _view);
            for (int index = 0; index < _count; index++)
            {
                _ranging.Horizons.Add(_tracks[index].Horizon);
            }
        }

        double? turnRate = TakeEgoMotion(egoMotion);
        double turn = (turnRate ?? 0) * dt;
        double distance = _egoSpeed * dt;

        ImageMotion? measured = imageMotion is { IsUsable: true } ? imageMotion : null;
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            track.Filter.Predict(dt, track.Noise);
            ImageMotion motion = ContentMotion(track, measured, turnRate is not null, turn, distance);
            if (motion != ImageMotion.None)
            {
                track.Filter.Move(motion);
                track.LastSeen = track.LastSeen.MovedBy(motion);
            }

            track.Box = track.Filter.Box;
            if (_ranging is not null)
            {
                track.Ground!.Predict(dt, distance, turn, _ranging.Noise);
                _ranging.PredictHorizon(track.Ground, dt, track.Horizon);
                if (track.Cuboid.HasValue)
                {
                    track.Cuboid.Predict(dt, distance, turn, _options.Ranged.CuboidAcceleration);
                }

                _ranging.Bound(track.Ground, _egoSpeed);
            }

            track.Growth.Predict(dt, track.Box, track.Noise);
        }
    }

    /// <summary>
    /// How the image content under a track moves. Odometry tells the turn and the way exactly, but neither pitch nor roll: how far these
    /// move the content up or down is the image's, where it was measured. Without odometry, or a calibration that it takes, all is the image's.
    /// </summary>
    private ImageMotion ContentMotion(TrackSlot track, ImageMotion? measured, bool hasOdometry, double turn, double distance)
    {
        if (measured is { } whole && (!hasOdometry || _calibration is null))
        {
            return whole;
        }

        ImageMotion known = SceneMotion(track, turn, distance);
        if (measured is not { } seen)
        {
            return known;
        }

        double y = track.Filter.CentreY.Position;
        return known with { Ty = known.Ty + seen.Apply(track.Filter.CentreX.Position, y).Y - y };
    }

    /// <summary>How the image of what stands at a track's depth moves while the ego vehicle turns and advances.</summary>
    /// <remarks>
    /// A point at (x, y, z) in the camera comes to (x, y, z) - d·t, t the way ahead in the camera's frame: lengths grow by
    /// e = 1 / (1 - d·t_z/z) and u = x/z becomes e·(u - d·t_x/z). A turn to the left moves the scene to the right by fx·turn. The
    /// lens's distortion is left out: it bends a frame's motion by little.
    /// </remarks>
    /// <param name="track">Not yet predicted on the ground.</param>
    /// <param name="turn">To the left, rad.</param>
    /// <param name="distance">The way ahead, metres.</param>
    private ImageMotion SceneMotion(TrackSlot track, double turn, double distance)
    {
        if (_calibration is not { } camera || (turn == 0 && distance == 0))
        {
            return ImageMotion.None;
        }

        RigidTransform way = camera.CameraFromEgo;
        double advance = track.Options.AdvanceShare * distance / Math.Max(_ranging!.Depth(track.Ground!), _options.Ranging.MinimumDepth + (MostAdvance * Math.Abs(distance)));
        double growth = 1 / (1 - (advance * way.R20));
        double shiftX = (camera.Cx * (1 - growth)) - (camera.Fx * growth * advance * way.R00) + (camera.Fx * turn);
        double shiftY = (camera.Cy * (1 - growth)) - (camera.Fy * growth * advance * way.R10);
        return new ImageMotion(growth, 0, shiftX / _imageScaleX, 0, growth, shiftY / _imageScaleY);
    }

    /// <summary>Remembers the ego speed, which goes on as it was where the motion is unknown, and returns the turn rate; null there.</summary>
    private double? TakeEgoMotion(EgoMotionSample? egoMotion)
    {
        if (egoMotion is not { } sample)
        {
            return null;
        }

        if (!(Math.Abs(sample.Speed) <= _options.MaximumEgoSpeed && Math.Abs(sample.YawRate) <= _options.MaximumYawRate))
        {
            Counters.EgoMotionBad++;
            return null;
        }

        if (!_isEgoKnown)
        {
            // Velocities were relative until now.
            for (int index = 0; index < _count && _ranging is not null; index++)
            {
                _tracks[index].Ground!.Add(GroundState.Vx, sample.Speed);
                _tracks[index].Cuboid.AddSpeed(sample.Speed);
            }

            _isEgoKnown = true;
        }

        _egoSpeed = sample.Speed;
        return sample.YawRate;
    }
}
