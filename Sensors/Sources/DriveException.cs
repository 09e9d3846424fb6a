namespace Sensors.Sources;

/// <summary>A drive or camera cannot be opened; the message names the file, what was expected and what was found.</summary>
public sealed class DriveException : SensorException
{
    public DriveException(string message)
        : base(message)
    {
    }

    public DriveException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
