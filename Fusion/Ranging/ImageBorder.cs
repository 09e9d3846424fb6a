using Fusion.Geometry;

namespace Fusion.Ranging;

/// <summary>Tells which edges of a box the border cuts off: the image's, or that of the part of it that was looked at.</summary>
internal sealed class ImageBorder(RangingOptions options, int imageWidth, int imageHeight)
{
    private readonly Box _image = new(0, 0, imageWidth, imageHeight);
    private Box _part = new(0, 0, imageWidth, imageHeight);

    /// <summary>Takes the next boxes to come from this view of the image.</summary>
    public void Look(ImageView view) => _part = view.Part ?? _image;

    /// <param name="box">Source pixels.</param>
    public HiddenEdges Cut(in Box box)
    {
        double marginX = options.BorderMarginPx + (options.BorderMarginShare * box.Width);
        double marginY = options.BorderMarginPx + (options.BorderMarginShare * box.Height);
        return (box.XMin <= _part.XMin + marginX ? HiddenEdges.Left : HiddenEdges.None)
            | (box.XMax >= _part.XMax - marginX ? HiddenEdges.Right : HiddenEdges.None)
            | (box.YMin <= _part.YMin + marginY ? HiddenEdges.Top : HiddenEdges.None)
            | (box.YMax >= _part.YMax - marginY ? HiddenEdges.Bottom : HiddenEdges.None);
    }
}
