using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>How the service as a whole is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HealthState>))]
public enum HealthState : byte
{
    /// <summary>Waiting for the first frames. While networks load and cameras are opened nothing is sent yet.</summary>
    Starting = 0,
    Ready = 1,

    /// <summary>Running with less than was configured; the last fault says why.</summary>
    Degraded = 2,

    /// <summary>A source delivers nothing and is being reopened.</summary>
    SourceLost = 3,

    /// <summary>Draining before the exit.</summary>
    Stopping = 4,

    /// <summary>A source or a stage has failed, and nothing of that camera is published; or a network answers the known frame wrongly, and nothing at all is.</summary>
    Faulted = 5,
}
