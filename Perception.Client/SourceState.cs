using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>How one source is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SourceState>))]
public enum SourceState : byte
{
    Starting = 0,
    Delivering = 1,

    /// <summary>Nothing comes in; the source is being reopened.</summary>
    Reopening = 2,

    /// <summary>A recorded drive is over.</summary>
    Ended = 3,

    /// <summary>The source ended before it should have, or cannot go on.</summary>
    Faulted = 4,

    /// <summary>Nothing comes in: a read of the source has not returned.</summary>
    Stalled = 5,
}
