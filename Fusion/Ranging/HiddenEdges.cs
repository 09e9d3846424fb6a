namespace Fusion.Ranging;

/// <summary>Edges of a box that something nearer hides: the object goes on behind it.</summary>
[Flags]
internal enum HiddenEdges
{
    None = 0,
    Left = 1,
    Right = 2,
    Bottom = 4,
}
