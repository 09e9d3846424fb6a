namespace Sensors.EgoMotion;

/// <summary>A record of the vehicle's own motion cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class EgoMotionException : SensorException
{
    public EgoMotionException(string message)
        : base(message)
    {
    }
}
