using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Which clock a source's capture times are read from.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CaptureClock>))]
public enum CaptureClock : byte
{
    /// <summary>Nanoseconds since the first frame of a recorded drive.</summary>
    Drive = 0,

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    Utc = 1,
}
