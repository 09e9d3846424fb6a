using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Where a track stands in its life.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TrackState>))]
public enum TrackState : byte
{
    /// <summary>Seen, but not yet often enough to be believed.</summary>
    Tentative = 0,
    Confirmed = 1,

    /// <summary>Confirmed before, not seen now; its state is a prediction.</summary>
    Lost = 2,
    Removed = 3,
}
