using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Ranging;
using Sensors.EgoMotion;

namespace Fusion.Tracking;

// The step in time: what the clock, the ego motion and the image motion say before anything is seen.
public sealed partial class Tracker
{
    private bool TryStep(long captureTimeNs, out double dt)
    {
        dt = 0;
        if (!_hasTime)
        {
            _hasTime = true;
            _timeNs = captureTimeNs;
            return true;
        }

        if (captureTimeNs <= _timeNs)
        {
            if (captureTimeNs == _timeNs)
            {
                Counters.FramesDuplicate++;
            }
            else
            {
                Counters.FramesOutOfOrder++;
            }

            return false;
        }

        dt = ((double)captureTimeNs - _timeNs) / NanosecondsPerSecond;
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

    private void Predict(double dt, EgoMotionSample? egoMotion, ImageMotion? imageMotion, RoadHorizon? road)
    {
        if (_ranging is not null)
        {
            _ranging.Step(dt, road);
            for (int index = 0; index < _count; index++)
            {
                _ranging.Horizons.Add(_tracks[index].Horizon);
            }
        }

        double turn = TakeEgoMotion(egoMotion) * dt;
        double distance = _egoSpeed * dt;

        // The scene moves to the right in the image when the vehicle turns left.
        double shift = _calibration is null ? 0 : _calibration.Fx / _imageScaleX * turn;
        ImageMotion motion = imageMotion is { IsUsable: true } measured ? measured : ImageMotion.Shift(shift, 0);
        bool isMoving = motion != ImageMotion.None;
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            track.Filter.Predict(dt, track.Noise);
            if (isMoving)
            {
                track.Filter.Move(motion);
                track.LastSeen = motion.Apply(track.LastSeen);
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
        }
    }

    /// <summary>Remembers the ego speed and returns the turn rate; an unknown motion goes on as it was.</summary>
    private double TakeEgoMotion(EgoMotionSample? egoMotion)
    {
        if (egoMotion is not { } sample)
        {
            return 0;
        }

        if (!(Math.Abs(sample.Speed) <= _options.MaximumEgoSpeed && Math.Abs(sample.YawRate) <= _options.MaximumYawRate))
        {
            Counters.EgoMotionBad++;
            return 0;
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
