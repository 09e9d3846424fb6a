namespace Fusion.Ranging;

/// <summary>Edges of a box that are not the object's own: it goes on behind something nearer, or beyond the border of the image.</summary>
[Flags]
internal enum HiddenEdges
{
    None = 0,
    Left = 1,
    Right = 2,
    Bottom = 4,
    Top = 8,
    Sides = Left | Right,
    Ends = Top | Bottom,
}
