namespace Fusion.Ranging;

/// <summary>An edge of a box.</summary>
internal enum BoxSide
{
    Left,
    Right,
    Top,
    Bottom,
}
