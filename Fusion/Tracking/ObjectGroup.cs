namespace Fusion.Tracking;

/// <summary>Classes that a network confuses with one another; a detection may continue a track of its own group only.</summary>
public enum ObjectGroup : byte
{
    Other = 0,
    MotorVehicle = 1,
    TwoWheeler = 2,
    Pedestrian = 3,

    /// <summary>Traffic lights and signs: not traffic objects; see <see cref="TrackerOptions.TrackTrafficControls"/>.</summary>
    TrafficControl = 4,
}
