namespace Sensors;

/// <summary>Something that a drive, a camera or a calibration is made of cannot be used. The message is one plain sentence.</summary>
public abstract class SensorException : Exception
{
    protected SensorException(string message)
        : base(message)
    {
    }

    protected SensorException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
