using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>
/// Takes source pixels to levelled view directions and back: p is the direction's slope to the right, q its slope downwards,
/// both against straight ahead of the vehicle, so that a flat road at height −h meets the direction at distance h / q.
/// </summary>
/// <remarks>
/// With a calibration, lens and mounting are taken out. Without one, a pinhole camera that looks straight ahead is assumed;
/// the tracker then learns horizon and heading from the paint itself. Immutable and thread safe.
/// </remarks>
internal sealed class LaneGeometry
{
    private const double ProjectionDistance = 10;

    private readonly CameraCalibration? _calibration;
    private readonly RigidTransform _egoFromCamera;
    private readonly double _scaleX = 1;
    private readonly double _scaleY = 1;
    private readonly double _cx;
    private readonly double _cy;

    public LaneGeometry(LaneTrackerOptions options, CameraCalibration? calibration, int imageWidth, int imageHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        ImageWidth = imageWidth;
        ImageHeight = imageHeight;
        _calibration = calibration;
        if (calibration is null)
        {
            FocalPx = options.NominalFocal * imageWidth;
            CameraHeight = options.NominalCameraHeight;
            _cx = imageWidth / 2.0;
            _cy = imageHeight / 2.0;
            return;
        }

        _egoFromCamera = calibration.EgoFromCamera;
        _scaleX = calibration.Width / (double)imageWidth;
        _scaleY = calibration.Height / (double)imageHeight;
        FocalPx = calibration.Fx / _scaleX;
        CameraHeight = _egoFromCamera.Tz;
        MountX = _egoFromCamera.Tx;
        MountY = _egoFromCamera.Ty;
        if (!(CameraHeight > 0))
        {
            throw new ArgumentException($"{calibration.Source}: expected a camera above the ground, found height {CameraHeight} m", nameof(calibration));
        }
    }

    public bool IsMetric => _calibration is not null;

    public int ImageWidth { get; }

    public int ImageHeight { get; }

    /// <summary>Pixels per unit of p, near the image's centre.</summary>
    public double FocalPx { get; }

    /// <summary>Metres above the road; nominal without a calibration.</summary>
    public double CameraHeight { get; }

    /// <summary>The camera's place in the ego frame, metres.</summary>
    public double MountX { get; }

    /// <inheritdoc cref="MountX"/>
    public double MountY { get; }

    /// <returns>False where the pixel looks sideways or backwards, or the lens model does not reach it.</returns>
    public bool TryDirection(Pixel pixel, out double p, out double q)
    {
        if (_calibration is null)
        {
            p = (pixel.X - _cx) / FocalPx;
            q = (pixel.Y - _cy) / FocalPx;
            return true;
        }

        p = q = 0;
        if (!_calibration.TryRay(new Pixel(pixel.X * _scaleX, pixel.Y * _scaleY), out CameraPoint ray))
        {
            return false;
        }

        (double x, double y, double z) = _egoFromCamera.Rotate(ray.X, ray.Y, ray.Z);
        if (!(x > 0))
        {
            return false;
        }

        p = -y / x;
        q = -z / x;
        return true;
    }

    /// <returns>False where the direction cannot be seen by the camera.</returns>
    public bool TryPixel(double p, double q, out Pixel pixel)
    {
        if (_calibration is null)
        {
            pixel = new Pixel((p * FocalPx) + _cx, (q * FocalPx) + _cy);
            return true;
        }

        EgoPoint point = new(
            _egoFromCamera.Tx + ProjectionDistance,
            _egoFromCamera.Ty - (p * ProjectionDistance),
            _egoFromCamera.Tz - (q * ProjectionDistance));
        if (!_calibration.TryProject(point, out pixel))
        {
            return false;
        }

        pixel = new Pixel(pixel.X / _scaleX, pixel.Y / _scaleY);
        return true;
    }
}
