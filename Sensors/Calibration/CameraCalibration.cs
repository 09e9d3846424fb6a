namespace Sensors.Calibration;

/// <summary>A camera's intrinsics and mounting. Immutable and thread safe.</summary>
public sealed record CameraCalibration
{
    private readonly LensModel _lens = new(DistortionModel.None, []);

    /// <summary>Size of the images that the intrinsics hold for, pixels.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Focal length, pixels.</summary>
    public required double Fx { get; init; }

    /// <inheritdoc cref="Fx"/>
    public required double Fy { get; init; }

    /// <summary>Principal point, pixels.</summary>
    public required double Cx { get; init; }

    /// <inheritdoc cref="Cx"/>
    public required double Cy { get; init; }

    public DistortionModel Distortion
    {
        get;
        init
        {
            field = value;
            _lens = new LensModel(value, DistortionCoefficients);
        }
    }

    /// <summary>The coefficients that <see cref="Distortion"/> names, in its order.</summary>
    public IReadOnlyList<double> DistortionCoefficients
    {
        get;
        init
        {
            field = value;
            _lens = new LensModel(Distortion, value);
        }
    } = [];

    /// <summary>Takes ego points to the camera optical frame.</summary>
    public required RigidTransform CameraFromEgo { get; init; }

    /// <summary>Where the calibration came from, e.g. the file's path.</summary>
    public required string Source { get; init; }

    /// <summary>Takes camera points to the ego frame.</summary>
    public RigidTransform EgoFromCamera => CameraFromEgo.Inverse();

    /// <summary>Projects a point through the camera (Hartley &amp; Zisserman, ch. 6), with its distortion.</summary>
    /// <param name="point">Ego frame, metres.</param>
    /// <param name="pixel">Source image pixels; may lie outside the image.</param>
    /// <returns>False where the point is on or behind the image plane, or outside the range of the lens model.</returns>
    public bool TryProject(EgoPoint point, out Pixel pixel)
    {
        (double x, double y, double z) = CameraFromEgo.Apply(point.X, point.Y, point.Z);
        return TryProject(new CameraPoint(x, y, z), out pixel);
    }

    /// <inheritdoc cref="TryProject(EgoPoint, out Pixel)"/>
    /// <param name="point">Camera optical frame, metres.</param>
    /// <param name="pixel">Source image pixels; may lie outside the image.</param>
    public bool TryProject(CameraPoint point, out Pixel pixel)
    {
        if (point.Z <= 0 || !_lens.TryDistort(point.X / point.Z, point.Y / point.Z, out double x, out double y))
        {
            pixel = default;
            return false;
        }

        pixel = new Pixel((Fx * x) + Cx, (Fy * y) + Cy);
        return true;
    }

    /// <summary>The viewing ray through a source image pixel: camera optical frame, scaled to Z = 1, distortion removed.</summary>
    /// <returns>False where no ray within the range of the lens model leads to the pixel.</returns>
    public bool TryRay(Pixel pixel, out CameraPoint ray)
    {
        bool found = _lens.TryUndistort((pixel.X - Cx) / Fx, (pixel.Y - Cy) / Fy, out double x, out double y);
        ray = found ? new CameraPoint(x, y, 1) : default;
        return found;
    }

    /// <summary>The viewing ray through a source image pixel: camera optical frame, scaled to Z = 1, distortion removed.</summary>
    /// <remarks>Every pixel of a rectified image has one; a lens model may not reach the corners, see <see cref="TryRay"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No ray within the range of the lens model leads to the pixel.</exception>
    public CameraPoint Ray(Pixel pixel) => TryRay(pixel, out CameraPoint ray)
        ? ray
        : throw new ArgumentOutOfRangeException(nameof(pixel), pixel, "outside the range of the lens model");

    /// <summary>Where the viewing ray through a pixel meets the ground plane (ego Z = 0).</summary>
    /// <returns>False where the ray does not go down to the ground in front of the camera.</returns>
    public bool TryIntersectGround(Pixel pixel, out EgoPoint ground)
    {
        ground = default;
        if (!TryRay(pixel, out CameraPoint ray))
        {
            return false;
        }

        RigidTransform egoFromCamera = EgoFromCamera;
        (double x, double y, double z) = egoFromCamera.Rotate(ray.X, ray.Y, ray.Z);
        if (z >= -1e-9)
        {
            return false;
        }

        double scale = -egoFromCamera.Tz / z;
        if (scale <= 0)
        {
            return false;
        }

        ground = new EgoPoint(egoFromCamera.Tx + (scale * x), egoFromCamera.Ty + (scale * y), 0);
        return true;
    }

    /// <summary>Refuses what no camera can have.</summary>
    /// <exception cref="CalibrationException">A number is not finite, a size or focal length not positive, the number of
    /// coefficients not the model's, or the mounting not a rotation.</exception>
    public void Validate() => CalibrationRules.Check(this);
}
