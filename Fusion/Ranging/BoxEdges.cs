namespace Fusion.Ranging;

/// <summary>A box's edges in normalised undistorted image units, which of them the image border cuts, and their noise.</summary>
internal readonly record struct BoxEdges(
    double Left, double Right, double Top, double Bottom,
    bool IsLeftCut, bool IsRightCut, bool IsTopCut, bool IsBottomCut,
    double SigmaX, double SigmaY);
