using Perception.Client;

namespace Perception.Publishing;

/// <summary>The service's enumerations as the wire's, which have the same numbers (a test holds them together). Thread safe.</summary>
internal static class WireEnums
{
    public static ObjectClass From(Fusion.Tracking.ObjectClass value) => (ObjectClass)value;

    public static TrackState From(Fusion.Tracking.TrackState value) => (TrackState)value;

    public static LaneAssignment From(Fusion.Tracking.LaneAssignment value) => (LaneAssignment)value;

    public static LanePosition From(Fusion.Lanes.LanePosition value) => (LanePosition)value;

    public static CaptureClock From(Sensors.Sources.CaptureClock value) => (CaptureClock)value;
}
