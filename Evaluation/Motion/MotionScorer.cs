using System.Numerics;
using Evaluation.Drives;
using Evaluation.Metrics;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.OpticalFlow;

namespace Evaluation.Motion;

/// <summary>Scores the image motion that <see cref="ImageMotionEstimator"/> measures against how the camera really turned, frame by frame.</summary>
/// <remarks>What lies far ahead on the optical axis moves in the image only as the camera turns, so its shift is the measure. Not thread safe.</remarks>
public sealed class MotionScorer
{
    private readonly CameraCalibration _calibration;
    private readonly DriveTruth? _truth;
    private readonly EgoMotionLog? _odometry;
    private readonly Vector3 _axis;
    private readonly MeanTally _pitchMotion = new();
    private readonly MeanTally _pitchError = new();
    private readonly MeanTally _yawMotion = new();
    private readonly MeanTally _yawError = new();
    private Quaternion? _before;
    private long _beforeNs;
    private int _steps;

    /// <param name="calibration">The camera's.</param>
    /// <param name="truth">Truth of <c>perceive simulate</c>, which comes first; or null.</param>
    /// <param name="odometry">Speed and yaw rate, or null.</param>
    /// <exception cref="ArgumentException">Neither is there.</exception>
    public MotionScorer(CameraCalibration calibration, DriveTruth? truth, EgoMotionLog? odometry)
    {
        if (truth is null && odometry is null)
        {
            throw new ArgumentException("expected truth or odometry, found neither", nameof(odometry));
        }

        _calibration = calibration;
        _truth = truth;
        _odometry = odometry;
        (double x, double y, double z) = calibration.EgoFromCamera.Rotate(0, 0, 1);
        _axis = new Vector3((float)x, (float)y, (float)z);
    }

    public MotionScore Score => new(
        _truth is null ? "odometry" : "truth", _steps, _yawError.Count,
        _truth is null ? null : Root(_pitchMotion), _truth is null ? null : Root(_pitchError), Root(_yawMotion), Root(_yawError));

    /// <summary>Takes in a frame that follows the one before.</summary>
    /// <param name="frameId">Its number in the drive.</param>
    /// <param name="captureTimeNs">In the drive's clock.</param>
    /// <param name="measured">How the image moved since the frame before; null where that was not found.</param>
    public void Add(long frameId, long captureTimeNs, ImageMotion? measured)
    {
        Quaternion? now = _truth is null ? Turned(captureTimeNs) : frameId < _truth.Frames.Count ? _truth.Frames[(int)frameId].WorldFromBody : null;
        if (_before is { } before && now is { } after)
        {
            _steps++;
            if (measured is { } motion)
            {
                Pixel from = new(_calibration.Cx, _calibration.Cy);
                Pixel shift = Shift(before, after);
                (double x, double y) = motion.Apply(from.X, from.Y);
                _yawMotion.Add(Square(shift.X));
                _yawError.Add(Square(x - from.X - shift.X));
                _pitchMotion.Add(Square(shift.Y));
                _pitchError.Add(Square(y - from.Y - shift.Y));
            }
        }

        _before = now;
        _beforeNs = captureTimeNs;
    }

    /// <summary>The next frame does not follow one: this one could not be used.</summary>
    public void Reset() => _before = null;

    /// <summary>The heading by the mean yaw rate since the frame before; the first one's is 0.</summary>
    private Quaternion? Turned(long captureTimeNs)
    {
        if (!_odometry!.TryAt(captureTimeNs, out EgoMotionSample now))
        {
            return null;
        }

        return _before is not { } before || !_odometry.TryAt(_beforeNs, out EgoMotionSample then) ? Quaternion.Identity
            : before * Quaternion.CreateFromAxisAngle(Vector3.UnitZ, (float)((then.YawRate + now.YawRate) / 2 * (captureTimeNs - _beforeNs) / 1e9));
    }

    /// <summary>Where the image shows now what was on the optical axis before, from there; pixels.</summary>
    private Pixel Shift(Quaternion before, Quaternion after)
    {
        Vector3 seen = Vector3.Transform(_axis, Quaternion.Inverse(after) * before);
        (double x, double y, double z) = _calibration.CameraFromEgo.Rotate(seen.X, seen.Y, seen.Z);
        return new Pixel(_calibration.Fx * x / z, _calibration.Fy * y / z);
    }

    private static double Square(double value) => value * value;

    private static double Root(MeanTally squares) => Math.Sqrt(squares.Mean ?? 0);
}
