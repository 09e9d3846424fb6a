namespace Sensors.EgoMotion;

/// <summary>The vehicle's motion at one moment.</summary>
/// <param name="TimeNs">Nanoseconds, in the drive's clock.</param>
/// <param name="Speed">Forward speed of the ego origin, m/s.</param>
/// <param name="YawRate">Turn rate about the ego Z axis, rad/s, positive to the left.</param>
public readonly record struct EgoMotionSample(long TimeNs, double Speed, double YawRate);
