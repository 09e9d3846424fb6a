using OpenCvSharp;

namespace Training.Samples;

/// <summary>Where a frame's pixels come to lie in a sample: x' = Xx·x + Xy·y + X0, y' = Yx·x + Yy·y + Y0.</summary>
internal readonly record struct FrameGeometry(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    /// <summary>A random view of a frame; with plain options the whole frame, stretched.</summary>
    public static FrameGeometry Draw(Size from, Rect to, AugmentationOptions options, Random random)
    {
        double zoom = Uniform(random, options.SmallestZoom, options.LargestZoom);
        double aspect = Math.Exp(Uniform(random, -1, 1) * Math.Log(options.Aspect) / 2);
        double angle = Uniform(random, -1, 1) * options.RotationDeg * Math.PI / 180;
        double flip = random.NextDouble() < options.FlipShare ? -1 : 1;
        double x = (double)to.Width / from.Width * zoom * aspect;
        double y = (double)to.Height / from.Height * zoom / aspect;
        (double sine, double cosine) = Math.SinCos(angle);
        double room = Math.Abs(zoom - 1) / 2;
        double middleX = to.X + (to.Width / 2.0) + (Uniform(random, -room, room) * to.Width);
        double middleY = to.Y + (to.Height / 2.0) + (Uniform(random, -room, room) * to.Height);
        double xx = x * cosine * flip;
        double xy = -x * sine;
        double yx = y * sine * flip;
        double yy = y * cosine;

        // Pixel centres lie at half numbers in this frame of reference; Warp moves them to OpenCV's whole numbers.
        return new FrameGeometry(
            xx, xy, middleX - (xx * from.Width / 2.0) - (xy * from.Height / 2.0), yx, yy, middleY - (yx * from.Width / 2.0) - (yy * from.Height / 2.0));
    }

    /// <summary>The same view, of a frame and to a sample of other sizes.</summary>
    /// <param name="fromX">Pixels of the frame that one pixel of the other frame covers, across.</param>
    /// <param name="fromY">The same, down.</param>
    /// <param name="to">Pixels of the other sample that one pixel of the sample covers.</param>
    public FrameGeometry Rescaled(double fromX, double fromY, double to) =>
        new(Xx * fromX * to, Xy * fromY * to, X0 * to, Yx * fromX * to, Yy * fromY * to, Y0 * to);

    /// <summary>Draws the frame into the sample's part, where the frame reaches.</summary>
    public void Warp(Mat from, Mat to, Rect part, Scalar border)
    {
        using Mat matrix = new(2, 3, MatType.CV_64FC1);
        matrix.Set(0, 0, Xx);
        matrix.Set(0, 1, Xy);
        matrix.Set(0, 2, X0 - part.X - 0.5 + (0.5 * (Xx + Xy)));
        matrix.Set(1, 0, Yx);
        matrix.Set(1, 1, Yy);
        matrix.Set(1, 2, Y0 - part.Y - 0.5 + (0.5 * (Yx + Yy)));
        using Mat target = new(to, part);
        Cv2.WarpAffine(from, target, matrix, part.Size, InterpolationFlags.Linear, BorderTypes.Constant, border);
    }

    /// <summary>The box around the moved middles of a box's sides: tight for the small rotations drawn here.</summary>
    public SampleBox Move(in SampleBox box)
    {
        double middleX = (box.XMin + box.XMax) / 2.0;
        double middleY = (box.YMin + box.YMax) / 2.0;
        double x = (Xx * middleX) + (Xy * middleY) + X0;
        double y = (Yx * middleX) + (Yy * middleY) + Y0;
        double halfWidth = Math.Abs(Xx) * (box.XMax - box.XMin) / 2;
        double halfHeight = Math.Abs(Yy) * (box.YMax - box.YMin) / 2;
        return box with { XMin = (float)(x - halfWidth), YMin = (float)(y - halfHeight), XMax = (float)(x + halfWidth), YMax = (float)(y + halfHeight) };
    }

    private static double Uniform(Random random, double low, double high) => low + ((high - low) * random.NextDouble());
}
