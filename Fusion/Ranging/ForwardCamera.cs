using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>A stand-in for a camera where only ranging sensors are followed: at the ego origin, looking ahead.</summary>
internal static class ForwardCamera
{
    public static CameraCalibration At(int width, int height) => new()
    {
        Width = width,
        Height = height,
        Fx = width / 2.0,
        Fy = width / 2.0,
        Cx = width / 2.0,
        Cy = height / 2.0,
        CameraFromEgo = new RigidTransform(0, -1, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0),
        Source = "none: only ranging sensors are followed",
    };
}
