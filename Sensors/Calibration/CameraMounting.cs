namespace Sensors.Calibration;

/// <summary>How a camera sits on the vehicle, as calibration files state it.</summary>
/// <param name="X">Position of the optical centre in the ego frame, metres.</param>
/// <param name="Y"><inheritdoc cref="CameraMounting(double, double, double, double, double, double)" path="/param[@name='X']"/></param>
/// <param name="Z"><inheritdoc cref="CameraMounting(double, double, double, double, double, double)" path="/param[@name='X']"/></param>
/// <param name="Roll">Radians about the camera's forward axis; positive turns its left side up.</param>
/// <param name="Pitch">Radians about the camera's left axis; positive looks down.</param>
/// <param name="Yaw">Radians about the ego Z axis; positive looks to the left.</param>
/// <remarks>
/// With all angles zero the camera looks along ego X and is level. The angles are intrinsic z-y-x (first yaw, then pitch
/// about the turned left axis, then roll about the turned forward axis): R = Rz(yaw) Ry(pitch) Rx(roll) takes the camera's
/// body axes (forward, left, up) to the ego frame.
/// </remarks>
public readonly record struct CameraMounting(double X, double Y, double Z, double Roll, double Pitch, double Yaw)
{
    /// <summary>Takes ego points to the camera optical frame (X right, Y down, Z forward).</summary>
    public RigidTransform ToCameraFromEgo()
    {
        (double sinRoll, double cosRoll) = Math.SinCos(Roll);
        (double sinPitch, double cosPitch) = Math.SinCos(Pitch);
        (double sinYaw, double cosYaw) = Math.SinCos(Yaw);

        // The columns of R: the camera's forward, left and up axes, written in the ego frame.
        (double X, double Y, double Z) forward = (cosYaw * cosPitch, sinYaw * cosPitch, -sinPitch);
        (double X, double Y, double Z) left = (
            (cosYaw * sinPitch * sinRoll) - (sinYaw * cosRoll),
            (sinYaw * sinPitch * sinRoll) + (cosYaw * cosRoll),
            cosPitch * sinRoll);
        (double X, double Y, double Z) up = (
            (cosYaw * sinPitch * cosRoll) + (sinYaw * sinRoll),
            (sinYaw * sinPitch * cosRoll) - (cosYaw * sinRoll),
            cosPitch * cosRoll);

        // Optical axes: right = -left, down = -up, forward.
        return new RigidTransform(
            -left.X, -left.Y, -left.Z,
            -up.X, -up.Y, -up.Z,
            forward.X, forward.Y, forward.Z,
            (left.X * X) + (left.Y * Y) + (left.Z * Z),
            (up.X * X) + (up.Y * Y) + (up.Z * Z),
            -((forward.X * X) + (forward.Y * Y) + (forward.Z * Z)));
    }
}
