namespace Sensors.Calibration;

/// <summary>A camera calibration cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class CalibrationException : SensorException
{
    public CalibrationException(string message)
        : base(message)
    {
    }

    public CalibrationException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
