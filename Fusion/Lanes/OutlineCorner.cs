namespace Fusion.Lanes;

/// <summary>A corner of the grid between mask pixels: the top-left corner of the pixel of that column and row.</summary>
internal readonly record struct OutlineCorner(short Column, short Row);
