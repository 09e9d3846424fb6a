using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Whether a source's camera is calibrated.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CalibrationState>))]
public enum CalibrationState : byte
{
    /// <summary>None: nothing metric is published, and the reason says why.</summary>
    Absent = 0,

    /// <summary>The values beside it are in use.</summary>
    Present = 1,
}
