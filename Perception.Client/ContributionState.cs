using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>What a camera gave to one instant of its rig.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ContributionState>))]
public enum ContributionState : byte
{
    /// <summary>Its frame is in this world.</summary>
    Contributed = 0,

    /// <summary>Its frame came after the instant had been closed, and was dropped.</summary>
    Late = 1,

    /// <summary>A frame was due, and none has come or it was lost on its way; the reason says which.</summary>
    Missing = 2,

    /// <summary>Its frame came, and nothing or less than configured could be made of it; the reason says why.</summary>
    Degraded = 3,

    /// <summary>None was due: its frame rate is lower, or its drive is over, as the reason then says.</summary>
    NotDue = 4,
}
