namespace Fusion.Ranging;

/// <summary>The point of an object that makes an edge of its box.</summary>
/// <param name="Side">Which edge.</param>
/// <param name="Across">It lies at so many widths to the left of the object's centre,</param>
/// <param name="Up">at so many heights above the ground,</param>
/// <param name="Setback">and so many metres behind the nearest face.</param>
internal readonly record struct EdgeModel(BoxSide Side, double Across, double Up, double Setback);
