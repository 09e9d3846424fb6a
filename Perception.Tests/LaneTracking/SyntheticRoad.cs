using Fusion.Lanes;
using Sensors.Calibration;

namespace Perception.Tests.LaneTracking;

/// <summary>Renders masks of a road whose lines are known: Y(d) = lateral + heading d + curvature d² / 2, metres left of the camera.</summary>
internal sealed class SyntheticRoad
{
    public const int ImageWidth = 960;
    public const int ImageHeight = 540;
    public const double CameraHeight = 1.4;
    public const double MountX = 1.5;
    private const double FarEnd = 70;

    public double Focal { get; init; } = 900;

    /// <summary>Image row of the horizon.</summary>
    public double Horizon { get; set; } = 270;

    public double Heading { get; set; }

    public double Curvature { get; set; }

    public double PaintWidth { get; init; } = 0.15;

    public List<SyntheticLine> Lines { get; } = [];

    public SegmentationMask Paint { get; } = new(320, 180) { ScaleX = 3, ScaleY = 3, IsPresent = true };

    public SegmentationMask Drivable { get; } = new(320, 180) { ScaleX = 3, ScaleY = 3, IsPresent = true };

    /// <summary>A camera that looks straight ahead from above the vehicle's axis.</summary>
    public CameraCalibration Calibration => new()
    {
        Width = ImageWidth,
        Height = ImageHeight,
        Fx = Focal,
        Fy = Focal,
        Cx = ImageWidth / 2.0,
        Cy = ImageHeight / 2.0,
        Source = "synthetic",
        CameraFromEgo = new RigidTransform(0, -1, 0, 0, 0, -1, 1, 0, 0, 0, CameraHeight, -MountX),
    };

    public double Lateral(SyntheticLine line, double distance) => line.Lateral + (Heading * distance) + (Curvature * distance * distance / 2);

    /// <summary>Where a line is in the image on a row; not a number above the road's far end.</summary>
    public double Column(SyntheticLine line, double row)
    {
        double distance = Focal * CameraHeight / (row - Horizon);
        return distance is <= 0 or > FarEnd ? double.NaN : (ImageWidth / 2.0) - (Focal * Lateral(line, distance) / distance);
    }

    /// <summary>Draws the paint, its probability falling with the share of the pixel that it covers.</summary>
    /// <param name="travelled">Metres driven: dashes move by it.</param>
    public void Render(double travelled = 0)
    {
        Array.Clear(Paint.Probability);
        for (int row = 0; row < Paint.Height; row++)
        {
            double y = (row + 0.5) * Paint.ScaleY;
            double distance = Focal * CameraHeight / (y - Horizon);
            foreach (SyntheticLine line in Lines)
            {
                double x = Column(line, y);
                if (!double.IsNaN(x) && line.IsPaintedAt(distance + travelled))
                {
                    // A network's lines are at least about two mask pixels thick.
                    double lean = x - Column(line, y + 1);
                    double half = Math.Max(Focal * PaintWidth / distance / 2 / Paint.ScaleX, Math.Sqrt(1 + (lean * lean)));
                    Draw(row, (x / Paint.ScaleX) - half, (x / Paint.ScaleX) + half);
                }
            }
        }
    }

    /// <summary>Paints a bar across the whole road, as a stop line.</summary>
    public void DrawAcross(double distance, double width)
    {
        for (int row = 0; row < Paint.Height; row++)
        {
            double at = Focal * CameraHeight / (((row + 0.5) * Paint.ScaleY) - Horizon);
            if (Math.Abs(at - distance) < width / 2)
            {
                Draw(row, 60, 260);
            }
        }
    }

    private void Draw(int row, double from, double to)
    {
        for (int column = Math.Max(0, (int)from); column < Math.Min(Paint.Width, to); column++)
        {
            double covered = Math.Min(column + 1, to) - Math.Max(column, from);
            ref byte pixel = ref Paint.Probability[(row * Paint.Width) + column];
            pixel = (byte)Math.Max(pixel, 230 * Math.Clamp(covered, 0, 1));
        }
    }
}
