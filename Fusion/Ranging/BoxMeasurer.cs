using Fusion.Geometry;
using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>Takes boxes of the source image to edges in normalised undistorted image units, and says which are cut off and how uncertain they are.</summary>
internal sealed class BoxMeasurer(RangingOptions options, CameraCalibration calibration, int imageWidth, int imageHeight)
{
    private readonly double _scaleX = calibration.Width / (double)imageWidth;
    private readonly double _scaleY = calibration.Height / (double)imageHeight;

    /// <summary>The part of the image that was looked at, source pixels: what lies on its border is cut off.</summary>
    public Box View { get; set; } = new(0, 0, imageWidth, imageHeight);

    /// <param name="box">Source pixels.</param>
    /// <param name="hidden">Edges that something nearer hides; they only bound the object, as do those on the view's border.</param>
    public BoxEdges Measure(in Box box, HiddenEdges hidden)
    {
        double marginX = options.BorderMarginPx + (options.BorderMarginShare * box.Width);
        double marginY = options.BorderMarginPx + (options.BorderMarginShare * box.Height);
        CameraPoint left = calibration.Ray(new Pixel(box.XMin * _scaleX, box.CentreY * _scaleY));
        CameraPoint right = calibration.Ray(new Pixel(box.XMax * _scaleX, box.CentreY * _scaleY));
        CameraPoint top = calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMin * _scaleY));
        CameraPoint bottom = calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMax * _scaleY));
        double vertical = Noise(box.Height) * _scaleY / calibration.Fy;
        return new BoxEdges(
            left.X, right.X, top.Y, bottom.Y,
            box.XMin <= View.XMin + marginX || (hidden & HiddenEdges.Left) != 0, box.XMax >= View.XMax - marginX || (hidden & HiddenEdges.Right) != 0,
            box.YMin <= View.YMin + marginY, box.YMax >= View.YMax - marginY || (hidden & HiddenEdges.Bottom) != 0,
            Noise(box.Width) * _scaleX / calibration.Fx, vertical, options.BottomNoiseFactor * vertical);
    }

    /// <summary>Standard deviation of an edge, source pixels, by the length of the side across it.</summary>
    private double Noise(double side)
    {
        double share = options.EdgeNoiseShare * side;
        return Math.Sqrt((options.EdgeNoisePx * options.EdgeNoisePx) + (share * share));
    }
}
