using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Ranging;
using Fusion.Tracking;
using Sensors.Calibration;
using Sensors.EgoMotion;

namespace Perception.Tests.Ranging;

/// <summary>What an edge tells that the image border cuts: a bound, and nothing of how sure the range is.</summary>
public sealed class CutEdgeTests
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Cars = 40;
    private const int Frames = 60;
    private const long FrameNs = 50_000_000;

    // Mounted 1.4 m above the ground: the lower border shows the ground 3.9 m ahead of it.
    private static readonly CameraCalibration Camera = new()
    {
        Width = Width,
        Height = Height,
        Fx = 1000,
        Fy = 1000,
        Cx = 640,
        Cy = 360,
        CameraFromEgo = new CameraMounting(1.5, 0, 1.4, 0, 0, 0).ToCameraFromEgo(),
        Source = "test",
    };

    [Fact]
    public void Bound_BoundIsBroken_MovesTheStateAndLeavesTheCovariance()
    {
        GroundFilter filter = new();
        filter.Start([10, 0, 0, 0, 1.8, 1.5, 0], [2, 1, 5, 5, 0.2, 0.1, 0.01]);
        double[] gradient = new double[GroundState.Count];
        gradient[GroundState.X] = 1;

        // Prior variance 4, noise 1: the gain is 0.8.
        double expected = filter.Bound(gradient, -1, 1, 1e6);

        Assert.Equal(5, expected, 12);
        Assert.Equal(10 - 0.8, filter[GroundState.X], 12);
        Assert.Equal(4, filter.Covariance(GroundState.X, GroundState.X), 12);
    }

    /// <summary>Where the contact lies below the image, the height alone tells the range: the stated deviation is that of the height.</summary>
    [Theory]
    [InlineData(3.2)]
    [InlineData(3.6)]
    [InlineData(4.0)]
    public void Update_ContactBelowTheImage_StatedDeviationHoldsTheError(double x)
    {
        int within = 0;
        int count = 0;
        double squares = 0;
        for (int seed = 0; seed < Cars; seed++)
        {
            Random random = new(seed);
            double height = 1.53 + (0.1 * Normal(random));
            double width = 1.75 + (0.08 * Normal(random));
            Box outline = Outline(x, width, height);
            Assert.Equal(Height, outline.YMax);
            Tracker tracker = new(new TrackerOptions(), Camera, Width, Height);
            for (int frame = 0; frame < Frames; frame++)
            {
                Detection[] seen = [new(ObjectClass.Car, 0.85f, Noisy(outline, random))];
                EgoState ego = Assert.Single(tracker.Update(frame * FrameNs, seen, new EgoMotionSample(frame * FrameNs, 0, 0)).ToArray()).Ego!.Value;
                if (frame % 10 == 9)
                {
                    double normalised = (ego.X - x) * (ego.X - x) / ego.VarianceX;
                    squares += normalised;
                    within += normalised <= 4 ? 1 : 0;
                    count++;
                }
            }
        }

        Assert.True(within >= 0.85 * count && squares <= 2 * count, $"{(double)within / count:P0} within two deviations, NEES {squares / count:F2}");
    }

    /// <summary>What the border cuts off of an object's side or end is not seen, so that the size across it is known no better than the class's.</summary>
    [Theory]
    [InlineData(400, 300, 600, 500, 0.1, 0.05)]
    [InlineData(0, 300, 600, 500, 1, 0.05)]
    [InlineData(900, 300, 1290, 500, 1, 0.05)]
    [InlineData(400, 300, 600, 719, 0.1, 0.16)]
    [InlineData(400, -5, 600, 500, 0.1, 0.16)]
    public void Extent_BoxAtTheBorder_IsKnownNoBetterThanItsClass(float left, float top, float right, float bottom, double widthSigma, double heightSigma)
    {
        ObjectExtent extent = Extent(ObjectClass.Car, 1.6, 1.5, new Box(left, top, right, bottom));

        Assert.Equal((1.6, 1.5), (extent.Width, extent.Height));
        Assert.Equal(widthSigma, Math.Sqrt(extent.WidthVariance), 1e-9);
        Assert.Equal(heightSigma, Math.Sqrt(extent.HeightVariance), 1e-9);
    }

    /// <summary>Of a car 12 % of its length, 3.88 m; of a walker what the class's width spreads by. From its side a car's width, and how sure its length is.</summary>
    [Theory]
    [InlineData(ObjectClass.Car, 1.6, 0.12 * 3.88 / 2)]
    [InlineData(ObjectClass.Pedestrian, 0.6, 0.2 / 2)]
    [InlineData(ObjectClass.Car, 2.5, 0.18739)]
    public void Extent_OneKind_HalfDepthIsAsSureAsItsClass(ObjectClass objectClass, double width, double sigma) =>
        Assert.Equal(sigma, Math.Sqrt(Extent(objectClass, width, 1.6, new Box(400, 300, 600, 500)).HalfDepthVariance), 1e-4);

    /// <summary>Of a class that holds cars as well as lorries the height tells which it may be: 4.2 m are taken for its length.</summary>
    [Fact]
    public void Extent_VehicleAsHighAsALorry_HalfDepthIsLessSureThanACars()
    {
        Box box = new(400, 300, 600, 500);
        double car = Math.Sqrt(Extent(ObjectClass.Vehicle, 1.7, 1.5, box).HalfDepthVariance);
        double lorry = Math.Sqrt(Extent(ObjectClass.Vehicle, 2.5, 3.2, box).HalfDepthVariance);

        Assert.InRange(car, 0.2, 0.5);
        Assert.InRange(lorry, 1.3, 2.5);
    }

    private static ObjectExtent Extent(ObjectClass objectClass, double width, double height, Box box)
    {
        GroundFilter filter = new();
        filter.Start([20, 0, 0, 0, width, height, 0], [2, 1, 5, 5, 0.1, 0.05, 0.01]);
        return Assert.NotNull(new ExtentEstimator(new RangingOptions(), Width, Height).Of(filter, objectClass, box));
    }

    /// <summary>The visible outline as its class says, clipped to the image.</summary>
    private static Box Outline(double x, double width, double height)
    {
        ClassDimensions car = ClassDimensions.Of(ObjectClass.Car);
        Pixel left = At(x + car.SideSetback, width / 2, height / 2);
        Pixel right = At(x + car.SideSetback, -width / 2, height / 2);
        Pixel roof = At(x + car.RoofSetback, 0, height);
        Pixel contact = At(x + car.ContactSetback, 0, 0);
        return Clip((float)left.X, (float)roof.Y, (float)right.X, (float)contact.Y);
    }

    private static Pixel At(double x, double y, double z)
    {
        Assert.True(Camera.TryProject(new EgoPoint(x, y, z), out Pixel pixel));
        return pixel;
    }

    private static Box Noisy(in Box box, Random random)
    {
        float across = (float)Math.Sqrt(2.25 + Math.Pow(0.02 * box.Width, 2));
        float along = (float)Math.Sqrt(2.25 + Math.Pow(0.02 * box.Height, 2));
        return Clip(
            box.XMin + (across * Normal(random)), box.YMin + (along * Normal(random)), box.XMax + (across * Normal(random)), box.YMax);
    }

    private static Box Clip(float left, float top, float right, float bottom) =>
        new(Math.Clamp(left, 0, Width), Math.Clamp(top, 0, Height), Math.Clamp(right, 0, Width), Math.Clamp(bottom, 0, Height));

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
