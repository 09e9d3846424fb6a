namespace Sensors.Sources;

/// <summary>Which clock a source's capture times are read from.</summary>
public enum CaptureClock
{
    /// <summary>Nanoseconds in the drive's own clock, 0 at its first frame unless its timestamps start elsewhere.</summary>
    Drive,

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z, as recorded with the drive or read from this machine's clock.</summary>
    Utc,
}
