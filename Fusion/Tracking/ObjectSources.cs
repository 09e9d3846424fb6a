namespace Fusion.Tracking;

/// <summary>Which sensors an object was seen by.</summary>
[Flags]
public enum ObjectSources
{
    None = 0,
    Camera = 1,
    Lidar = 2,
    Radar = 4,
}
