using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Whether a network answers the known frame as stored.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GuardState>))]
public enum GuardState : byte
{
    /// <summary>Not compared yet.</summary>
    NotChecked = 0,
    Right = 1,

    /// <summary>No answer of this network is used until a later check finds it right.</summary>
    Wrong = 2,

    /// <summary>No answer is stored, so nothing can be compared.</summary>
    NoExpectation = 3,

    /// <summary>Switched off by the configuration.</summary>
    Off = 4,
}
