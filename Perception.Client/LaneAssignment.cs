using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Which lane an object is in, seen from the ego vehicle.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LaneAssignment>))]
public enum LaneAssignment : byte
{
    Unknown = 0,
    Ego = 1,
    Left = 2,
    Right = 3,
}
