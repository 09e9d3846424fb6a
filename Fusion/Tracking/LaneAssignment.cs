namespace Fusion.Tracking;

/// <summary>Which lane an object is in, seen from the ego vehicle. The numbers are the wire's.</summary>
public enum LaneAssignment : byte
{
    Unknown = 0,
    Ego = 1,
    Left = 2,
    Right = 3,
}
