using System.Text.Json.Serialization;

namespace Perception.Client;

/// <summary>Which boundary a lane line is, seen from the ego vehicle.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LanePosition>))]
public enum LanePosition : byte
{
    EgoLeft = 0,
    EgoRight = 1,

    /// <summary>The far boundary of the lane to the left of the ego lane.</summary>
    NeighbourLeft = 2,

    /// <summary>The far boundary of the lane to the right of the ego lane.</summary>
    NeighbourRight = 3,
}
