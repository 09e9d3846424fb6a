namespace Fusion.Geometry;

/// <summary>What of a frame's image was looked at, and how finely.</summary>
/// <param name="Part">Source pixels: its border cuts boxes off, and what lies outside counts as hidden, not as gone. Null for the whole image.</param>
/// <param name="PixelSize">Source pixels to a pixel of the input of the network that looked: no edge is known better than by one of these. 0 where it is not known.</param>
public readonly record struct ImageView(Box? Part, double PixelSize);
