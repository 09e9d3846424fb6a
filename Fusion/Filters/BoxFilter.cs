using Fusion.Geometry;
using Sensors.OpticalFlow;

namespace Fusion.Filters;

/// <summary>Filters an image box as four independent constant-velocity axes: centre x, centre y, width, height; pixels, seconds.</summary>
/// <remarks>Noise scales with the box, since both a detector's errors and an object's image motion do.</remarks>
internal struct BoxFilter
{
    public AxisFilter CentreX;
    public AxisFilter CentreY;
    public AxisFilter Width;
    public AxisFilter Height;

    public BoxFilter(in Box box, in BoxNoise noise)
    {
        double scale = Scale(box.Width, box.Height);
        double position = Square(noise.Measurement * scale);
        double velocity = Square(noise.InitialVelocity * scale);
        CentreX = new AxisFilter(box.CentreX, position, velocity);
        CentreY = new AxisFilter(box.CentreY, position, velocity);
        Width = new AxisFilter(box.Width, position, velocity);
        Height = new AxisFilter(box.Height, position, velocity);
    }

    public readonly Box Box
    {
        get
        {
            double width = Math.Max(Width.Position, 1);
            double height = Math.Max(Height.Position, 1);
            return new Box(
                (float)(CentreX.Position - (width / 2)), (float)(CentreY.Position - (height / 2)),
                (float)(CentreX.Position + (width / 2)), (float)(CentreY.Position + (height / 2)));
        }
    }

    public void Predict(double dt, in BoxNoise noise)
    {
        double scale = Scale(Width.Position, Height.Position);
        double centre = Square(noise.CentreAcceleration * scale);
        double size = Square(noise.SizeAcceleration * scale);
        CentreX.Predict(dt, centre);
        CentreY.Predict(dt, centre);
        Width.Predict(dt, size);
        Height.Predict(dt, size);
        Width.Position = Math.Max(Width.Position, 1);
        Height.Position = Math.Max(Height.Position, 1);
    }

    /// <summary>Takes in a detection's box.</summary>
    /// <param name="box">Source pixels.</param>
    /// <param name="noise">The noise model.</param>
    /// <param name="trust">1 for a certain detection; smaller values widen the measurement noise.</param>
    public void Update(in Box box, in BoxNoise noise, double trust)
    {
        double scale = Scale(box.Width, box.Height);
        double variance = Square(noise.Measurement * scale * (1 + (noise.ScoreInfluence * (1 - trust))));
        CentreX.Update(box.CentreX, variance);
        CentreY.Update(box.CentreY, variance);
        Width.Update(box.Width, variance);
        Height.Update(box.Height, variance);
    }

    /// <summary>Moves the image content under the filter, as a camera does that turns or advances.</summary>
    public void Move(in ImageMotion motion)
    {
        double scale = motion.Scale;
        (CentreX.Position, CentreY.Position) = motion.Apply(CentreX.Position, CentreY.Position);
        (CentreX.Velocity, CentreY.Velocity) = (
            (motion.A * CentreX.Velocity) + (motion.B * CentreY.Velocity), (motion.C * CentreX.Velocity) + (motion.D * CentreY.Velocity));
        Width.Position *= scale;
        Height.Position *= scale;
        Width.Velocity *= scale;
        Height.Velocity *= scale;
    }

    private static double Scale(double width, double height) => Math.Sqrt(Math.Max(width, 1) * Math.Max(height, 1));

    private static double Square(double value) => value * value;
}
