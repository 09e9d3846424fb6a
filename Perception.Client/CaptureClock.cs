using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Which clock a source's capture times are read from.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CaptureClock>))]
public enum CaptureClock : byte
{
    /// <summary>A recorded drive's own: nanoseconds since its first frame, or since whatever moment its timestamps count from.</summary>
    Drive = 0,

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z; of a recorded drive, when it was recorded.</summary>
    Utc = 1,
}
