namespace Sensors.Calibration;

/// <summary>A camera's intrinsics and mounting. Immutable and thread safe.</summary>
public sealed record CameraCalibration
{
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

    public DistortionModel Distortion { get; init; } = DistortionModel.None;

    /// <summary>The coefficients that <see cref="Distortion"/> names, in its order.</summary>
    public IReadOnlyList<double> DistortionCoefficients { get; init; } = [];

    /// <summary>Takes ego points to the camera optical frame.</summary>
    public required RigidTransform CameraFromEgo { get; init; }

    /// <summary>Where the calibration came from, e.g. the file's path.</summary>
    public required string Source { get; init; }

    /// <summary>Takes camera points to the ego frame.</summary>
    public RigidTransform EgoFromCamera => CameraFromEgo.Inverse();

    /// <summary>Projects a point through the camera (Hartley &amp; Zisserman, ch. 6), with its distortion.</summary>
    /// <param name="point">Ego frame, metres.</param>
    /// <param name="pixel">Source image pixels; may lie outside the image.</param>
    /// <returns>False where the point is on or behind the image plane.</returns>
    public bool TryProject(EgoPoint point, out Pixel pixel)
    {
        (double x, double y, double z) = CameraFromEgo.Apply(point.X, point.Y, point.Z);
        if (z <= 0)
        {
            pixel = default;
            return false;
        }

        pixel = new Pixel((Fx * x / z) + Cx, (Fy * y / z) + Cy);
        return true;
    }

    /// <summary>The viewing ray through a source image pixel: camera optical frame, scaled to Z = 1, distortion removed.</summary>
    public CameraPoint Ray(Pixel pixel) => new((pixel.X - Cx) / Fx, (pixel.Y - Cy) / Fy, 1);

    /// <summary>Where the viewing ray through a pixel meets the ground plane (ego Z = 0).</summary>
    /// <returns>False where the ray does not go down to the ground in front of the camera.</returns>
    public bool TryIntersectGround(Pixel pixel, out EgoPoint ground)
    {
        ground = default;
        RigidTransform egoFromCamera = EgoFromCamera;
        CameraPoint ray = Ray(pixel);
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
}
