namespace Sensors.Calibration;

/// <summary>
/// Where KITTI's sensors sit on its car.
/// </summary>
/// <remarks>
/// Source: the sensor set-up figure of Geiger, Lenz, Stiller and Urtasun, "Vision meets Robotics: The KITTI Dataset" (IJRR
/// 2013): cameras 1.65 m above the road; camera 0 is 0.27 m ahead of the laser scanner, the scanner 0.81 m ahead of and
/// 0.32 m beside the GPS/IMU unit, and the unit 0.05 m behind the rear axle. So camera 0 is 0.27 + 0.81 − 0.05 = 1.03 m ahead
/// of the rear axle, which the same figure confirms from the front (wheelbase 2.71 m, camera to front axle 1.68 m). The
/// calibration files of the recordings agree: Tr_velo_to_cam and Tr_imu_to_velo put camera 0 at 0.27 + 0.81 m ahead of the unit
/// and within 1 cm of the scanner's middle, which is the car's.
/// The cameras are "mounted approximately level with the ground plane"; the files say nothing nearer, so level it is.
/// </remarks>
internal static class KittiRig
{
    /// <summary>Camera 0 ahead of the rear axle, metres.</summary>
    public const double CameraAheadOfRearAxle = 1.03;

    /// <summary>Every camera above the road, metres.</summary>
    public const double CameraHeight = 1.65;

    /// <summary>The GPS/IMU unit to the left of the car's middle, metres.</summary>
    public const double ImuLeftOfMiddle = 0.32;
}
