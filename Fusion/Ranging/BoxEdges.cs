namespace Fusion.Ranging;

/// <summary>A box's edges in normalised undistorted image units, which of them the image border cuts, and their noise.</summary>
internal readonly record struct BoxEdges(
    double Left, double Right, double Top, double Bottom,
    bool IsLeftCut, bool IsRightCut, bool IsTopCut, bool IsBottomCut,
    double SigmaX, double SigmaTop, double SigmaBottom)
{
    /// <summary>Whether any edge is cut: the box does not show the object whole.</summary>
    public bool IsCut => IsLeftCut || IsRightCut || IsTopCut || IsBottomCut;

    public double Sigma(BoxSide side) => side switch
    {
        BoxSide.Top => SigmaTop,
        BoxSide.Bottom => SigmaBottom,
        _ => SigmaX,
    };

    /// <summary>Of the cut edges those on the border of what was looked at, or beyond the range of the lens model; the others something nearer hides.</summary>
    public HiddenEdges Border { get; init; }

    /// <summary>Whether an edge is cut by the border.</summary>
    public bool IsAtBorder(BoxSide side) => (Border & Flag(side)) != 0;

    /// <summary>Measured less predicted; 0 where the border cuts the edge and the prediction lies beyond it, as it may.</summary>
    public double Innovation(BoxSide side, double predicted) => side switch
    {
        BoxSide.Left => IsLeftCut ? Math.Min(Left - predicted, 0) : Left - predicted,
        BoxSide.Right => IsRightCut ? Math.Max(Right - predicted, 0) : Right - predicted,
        BoxSide.Top => IsTopCut ? Math.Min(Top - predicted, 0) : Top - predicted,
        _ => IsBottomCut ? Math.Max(Bottom - predicted, 0) : Bottom - predicted,
    };

    private static HiddenEdges Flag(BoxSide side) => side switch
    {
        BoxSide.Left => HiddenEdges.Left,
        BoxSide.Right => HiddenEdges.Right,
        BoxSide.Top => HiddenEdges.Top,
        _ => HiddenEdges.Bottom,
    };
}
