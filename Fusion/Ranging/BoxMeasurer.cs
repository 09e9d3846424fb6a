using Fusion.Geometry;
using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>Takes boxes of the source image to edges in normalised undistorted image units, and says which are cut off and how uncertain they are.</summary>
internal sealed class BoxMeasurer(RangingOptions options, CameraCalibration calibration, int imageWidth, int imageHeight)
{
    // Halvings of the way from the middle to an edge: they find the end of the lens model's range to a thousandth of it.
    private const int ReachSteps = 10;
    private readonly double _scaleX = calibration.Width / (double)imageWidth;
    private readonly double _scaleY = calibration.Height / (double)imageHeight;

    private readonly ImageBorder _border = new(options, imageWidth, imageHeight);
    private double _leastNoise = options.EdgeNoisePx;

    /// <summary>Takes the next boxes to come from this view of the image: what lies on its border is cut off.</summary>
    public void Look(ImageView view)
    {
        _border.Look(view);
        _leastNoise = Math.Max(options.EdgeNoisePx, view.PixelSize);
    }

    /// <param name="box">Source pixels.</param>
    /// <param name="hidden">Edges that something nearer hides; they only bound the object, as do those on the view's border, or beyond the range of the lens model.</param>
    public BoxEdges Measure(in Box box, HiddenEdges hidden)
    {
        CameraPoint left = Ray(box.XMin, box.CentreY, out bool reachesLeft);
        CameraPoint right = Ray(box.XMax, box.CentreY, out bool reachesRight);
        CameraPoint top = Ray(box.CentreX, box.YMin, out bool reachesTop);
        CameraPoint bottom = Ray(box.CentreX, box.YMax, out bool reachesBottom);
        HiddenEdges border = _border.Cut(box)
            | (reachesLeft ? HiddenEdges.None : HiddenEdges.Left)
            | (reachesRight ? HiddenEdges.None : HiddenEdges.Right)
            | (reachesTop ? HiddenEdges.None : HiddenEdges.Top)
            | (reachesBottom ? HiddenEdges.None : HiddenEdges.Bottom);
        HiddenEdges cut = hidden | border;
        double vertical = Noise(box.Height) * _scaleY / calibration.Fy;
        return new BoxEdges(
            left.X, right.X, top.Y, bottom.Y,
            (cut & HiddenEdges.Left) != 0,
            (cut & HiddenEdges.Right) != 0,
            (cut & HiddenEdges.Top) != 0,
            (cut & HiddenEdges.Bottom) != 0,
            Noise(box.Width) * _scaleX / calibration.Fx, vertical, options.BottomNoiseFactor * vertical) { Border = border };
    }

    /// <summary>The ray through a source pixel; beyond the range of the lens model, that of the last point it reaches on the way there from the principal point.</summary>
    private CameraPoint Ray(double x, double y, out bool isReached)
    {
        Pixel pixel = new(x * _scaleX, y * _scaleY);
        isReached = calibration.TryRay(pixel, out CameraPoint ray);
        if (isReached)
        {
            return ray;
        }

        ray = new CameraPoint(0, 0, 1);
        double share = 0;
        double step = 0.5;
        for (int i = 0; i < ReachSteps; i++, step /= 2)
        {
            double further = share + step;
            Pixel nearer = new(calibration.Cx + (further * (pixel.X - calibration.Cx)), calibration.Cy + (further * (pixel.Y - calibration.Cy)));
            if (calibration.TryRay(nearer, out CameraPoint reached))
            {
                ray = reached;
                share = further;
            }
        }

        return ray;
    }

    /// <summary>Standard deviation of an edge, source pixels, by the length of the side across it.</summary>
    private double Noise(double side)
    {
        double share = options.EdgeNoiseShare * side;
        return Math.Sqrt((_leastNoise * _leastNoise) + (share * share));
    }
}
