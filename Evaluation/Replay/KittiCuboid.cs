using Evaluation.Formats;
using Fusion.Tracking;
using Sensors.Calibration;

namespace Evaluation.Replay;

/// <summary>Takes KITTI's metric boxes to the ego frame and back.</summary>
internal static class KittiCuboid
{
    /// <param name="box">Camera frame.</param>
    /// <param name="score">Its confidence, 0 to 1.</param>
    /// <param name="calibration">The camera; null takes the camera frame's axes for the ego frame's.</param>
    public static EgoCuboid ToEgo(in Box3D box, float score, CameraCalibration? calibration)
    {
        RigidTransform egoFromCamera = calibration?.EgoFromCamera ?? RigidTransform.Identity;
        (double x, double y, double z) = egoFromCamera.Apply(box.X, box.Y, box.Z);
        (double alongX, double alongY, _) = egoFromCamera.Rotate(Math.Cos(box.RotationY), 0, -Math.Sin(box.RotationY));
        return new EgoCuboid(x, y, z, box.Length, box.Width, box.Height, Math.Atan2(alongY, alongX), score);
    }

    /// <summary>The inverse of <see cref="ToEgo"/>.</summary>
    public static Box3D FromEgo(in EgoCuboid cuboid, CameraCalibration? calibration)
    {
        RigidTransform cameraFromEgo = calibration?.CameraFromEgo ?? RigidTransform.Identity;
        (double x, double y, double z) = cameraFromEgo.Apply(cuboid.X, cuboid.Y, cuboid.BottomZ);
        (double alongX, _, double alongZ) = cameraFromEgo.Rotate(Math.Cos(cuboid.Heading), Math.Sin(cuboid.Heading), 0);
        return new Box3D(cuboid.Height, cuboid.Width, cuboid.Length, x, y, z, Math.Atan2(-alongZ, alongX));
    }
}
