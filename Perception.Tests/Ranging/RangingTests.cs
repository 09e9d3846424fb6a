using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Ranging;
using Fusion.Tracking;
using Sensors.Calibration;
using Sensors.EgoMotion;

namespace Perception.Tests.Ranging;

/// <summary>What the ranging knows beyond one box: kinds of vehicle, the road's horizon, the camera's, what hides what.</summary>
public sealed class RangingTests
{
    private const long FrameNs = 50_000_000;
    private const double CameraHeight = 1.5;

    [Fact]
    public void Update_VanSeenAsVehicle_LinesTellTheHorizon_RangeIsRightAndVarianceHonest()
    {
        // 2.4 m high: by the mean vehicle's height it would look a third nearer than it is.
        EgoState with = Follow(Van(), new RoadHorizon(0, 0, 1e-6, 0, 0));
        EgoState without = Follow(Van(), null);

        Assert.InRange(with.CameraDepth, 0.95 * 30, 1.05 * 30);
        Assert.True(with.CameraDepthVariance < without.CameraDepthVariance);
        Assert.InRange(Math.Abs(without.CameraDepth - 30) / Math.Sqrt(without.CameraDepthVariance), 0, 2);
    }

    [Fact]
    public void Update_RoadHorizonIsLower_ObjectIsFarther()
    {
        EgoState level = Follow(Van(), new RoadHorizon(0, 0, 1e-6, 0, 0));
        EgoState lower = Follow(Van(), new RoadHorizon(0.01, 0, 1e-6, 0, 0));

        Assert.True(lower.CameraDepth > 1.1 * level.CameraDepth);
    }

    [Fact]
    public void OffsetAt_CurvedRoad_FollowsHandComputedValues()
    {
        RoadHorizon road = new(0.01, 0.0002, 4e-6, 1e-8, 1e-9);

        Assert.Equal(0.01 - (0.0002 * 50 / 2), road.OffsetAt(50), 12);
        Assert.Equal(4e-6 - (50 * 1e-8) + (2500 * 1e-9 / 4), road.VarianceAt(50), 15);
    }

    [Fact]
    public void Update_CameraTiltedAgainstItsCalibration_CarsTeachItAndRangesComeRight()
    {
        // A camera that looks 2° lower than calibrated: the horizon lies 0.035 higher in the image at every object.
        const double tilt = -0.035;
        (double Depth, double Y)[] cars = [(12, -3), (18, 3), (25, -6), (30, 0), (40, 4)];
        EgoState alone = FollowTilted(tilt, cars[..1], 0);
        EgoState together = FollowTilted(tilt, cars, 0);

        double errorAlone = Math.Abs(alone.CameraDepth - 12);
        double errorTogether = Math.Abs(together.CameraDepth - 12);
        Assert.True(errorTogether < 0.6 * errorAlone, $"{errorTogether} of {errorAlone}");
        Assert.True(together.CameraDepthVariance < alone.CameraDepthVariance);
    }

    [Fact]
    public void Update_ContactHiddenBehindANearerCar_RangeStaysWithTheHeight()
    {
        // The car's lower third is hidden: taken for its contact, the cut edge would put it at twice the distance.
        Box whole = Project(30, 0, 1.8, 1.53, 0);
        Box visible = whole with { YMax = whole.YMax - (whole.Height / 3) };
        Box nearer = new(whole.XMin - 60, visible.YMax, whole.XMax + 60, visible.YMax + 120);
        Detection[] both = [new(ObjectClass.Car, 0.9f, visible), new(ObjectClass.Car, 0.9f, nearer)];
        double hidden = Run(both, null).CameraDepth;
        double alone = Run([both[0]], null).CameraDepth;

        Assert.InRange(hidden, 24, 46);
        Assert.True(alone > 1.1 * hidden, $"{alone} against {hidden}");
    }

    [Fact]
    public void Update_LensThatDoesNotReachTheWholeImage_EdgeBeyondItOnlyBoundsTheObject()
    {
        // This lens reaches 602 pixels from the middle of the image, whose edge is 640 away.
        CameraCalibration wide = Camera() with
        {
            Fx = 600, Fy = 600, Distortion = DistortionModel.BrownConrady, DistortionCoefficients = [-0.31, 0.11, 0.0008, -0.0006, -0.018],
        };
        Assert.False(wide.TryRay(new Pixel(0, 400), out _));
        Tracker tracker = new(new TrackerOptions(), wide, 1280, 720);
        for (int frame = 0; frame < 20; frame++)
        {
            Detection[] seen = [new(ObjectClass.Car, 0.9f, new Box(0, 320, 240, 480)), new(ObjectClass.Car, 0.9f, new Box(0, 0, 30, 30)), new(ObjectClass.Car, 0.9f, new Box(0, 0, 1280, 720))];
            foreach (Track track in tracker.Update(frame * FrameNs, seen, new EgoMotionSample(frame * FrameNs, 5, 0)))
            {
                Assert.True(double.IsFinite(track.Ego!.Value.X + track.Ego!.Value.Y + track.Ego!.Value.VarianceX));
                Assert.InRange(track.Ego!.Value.CameraDepth, 0.99, 300.01);
            }
        }
    }

    [Fact]
    public void Update_TwiceTheFrameRate_VarianceDoesNotShrinkWithIt()
    {
        double at20 = Run([new(ObjectClass.Car, 0.9f, Project(30, 0, 1.8, 1.53, 0))], null, FrameNs, 40).CameraDepthVariance;
        double at80 = Run([new(ObjectClass.Car, 0.9f, Project(30, 0, 1.8, 1.53, 0))], null, FrameNs / 4, 160).CameraDepthVariance;

        Assert.InRange(at80 / at20, 0.8, 1.25);
    }

    [Fact]
    public void Update_NetworkSawCoarserPixels_RangeIsLessSure()
    {
        Detection[] car = [new(ObjectClass.Car, 0.9f, Project(50, 0, 1.8, 1.53, 0))];
        double fine = Run(car, null, pixelSize: 1).CameraDepthVariance;
        double unknown = Run(car, null).CameraDepthVariance;
        double coarse = Run(car, null, pixelSize: 4).CameraDepthVariance;

        Assert.Equal(unknown, fine);
        Assert.InRange(coarse / unknown, 1.3, 10);
    }

    private static Box Van() => Project(30, 0, 2, 2.4, 0);

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(150)]
    [InlineData(180)]
    [InlineData(-120)]
    public void Update_CameraLooksElsewhere_SameBoxesAreAsFarAndCloseAsFast(double yawDegrees)
    {
        double yaw = yawDegrees * Math.PI / 180;
        Track ahead = FollowClosing(0);
        Track turned = FollowClosing(yaw);
        EgoState from = ahead.Ego!.Value;
        EgoState to = turned.Ego!.Value;
        Assert.InRange(from.CameraDepth, 11, 13);
        Assert.Equal(from.CameraDepth, to.CameraDepth, 0.5);
        Assert.Equal((Math.Cos(yaw) * from.X) - (Math.Sin(yaw) * from.Y), to.X, 0.5);
        Assert.Equal((Math.Sin(yaw) * from.X) + (Math.Cos(yaw) * from.Y), to.Y, 0.5);
        Assert.InRange(from.ClosingSpeed, 5, 7);
        Assert.Equal(from.ClosingSpeed, to.ClosingSpeed, 0.5);
        Assert.Equal(Assert.NotNull(ahead.TimeToCollision), Assert.NotNull(turned.TimeToCollision), 0.2);
    }

    /// <summary>How far a car's nearest face stands before its outline differs along the camera's axis, wherever that points.</summary>
    [Theory]
    [InlineData(90, 1, 0)]
    [InlineData(-90, 1, 0)]
    [InlineData(180, 0, 1)]
    public void Update_CameraLooksElsewhere_SpreadOfTheOutlineLiesAlongItsAxis(double yawDegrees, double y, double x)
    {
        double spread = ClassDimensions.Of(ObjectClass.Car).SetbackSigma;
        EgoState cuboid = FollowClosing(yawDegrees * Math.PI / 180, BoxStyle.ProjectedCuboid).Ego!.Value;
        EgoState outline = FollowClosing(yawDegrees * Math.PI / 180, BoxStyle.VisibleOutline).Ego!.Value;
        Assert.Equal(spread * spread, outline.CameraDepthVariance - cuboid.CameraDepthVariance, 0.5 * spread * spread);
        Assert.Equal(y * spread * spread, outline.VarianceY - cuboid.VarianceY, 0.5 * spread * spread);
        Assert.Equal(x * spread * spread, outline.VarianceX - cuboid.VarianceX, 0.5 * spread * spread);
    }

    [Fact]
    public void Update_BoxTooLargeForAnyDepth_StaysBeforeTheCameraWhateverItsYaw()
    {
        for (int degrees = -180; degrees < 180; degrees += 15)
        {
            Tracker tracker = new(new TrackerOptions(), Camera(degrees * Math.PI / 180), 1280, 720);
            for (int frame = 0; frame < 20; frame++)
            {
                Detection[] seen = [new(ObjectClass.Car, 0.9f, new Box(0, 20, 1280, 715)), new(ObjectClass.Pedestrian, 0.9f, new Box(600, 355, 601, 357))];
                foreach (Track track in tracker.Update(frame * FrameNs, seen, new EgoMotionSample(frame * FrameNs, 15, 0.1)))
                {
                    Assert.InRange(track.Ego!.Value.CameraDepth, 0.99, 300.01);
                }
            }
        }
    }

    [Fact]
    public void Update_LeadBrakesHard_ClosingSpeedStaysHonestAndTimeToCollisionIsGiven()
    {
        // Both go 20 m/s, 25 m apart; from the third second on the lead brakes with 6 m/s².
        Tracker tracker = new(new TrackerOptions(), Camera(), 1280, 720);
        for (int frame = 0; frame < 100; frame++)
        {
            double braking = Math.Max((frame * 0.05) - 3, 0), closing = 6 * braking, depth = 25 - (3 * braking * braking);
            Detection[] seen = [new(ObjectClass.Car, 0.9f, Project(depth, 0, 1.63, 1.53, 0))];
            Track track = Assert.Single(tracker.Fuse(frame * FrameNs, seen, [], new EgoMotionSample(frame * FrameNs, 20, 0), view: new ImageView(null, 2.5)).ToArray());
            EgoState ego = track.Ego!.Value;
            Assert.InRange(Math.Abs(ego.ClosingSpeed - closing) / Math.Sqrt(ego.ClosingSpeedVariance), 0, braking < 1.4 ? 2.5 : 2);
            Assert.True(braking < 0.85 || track.TimeToCollision is not null, $"nothing said {depth / closing:0.0} s before, after {braking:0.00} s");
        }
    }

    [Fact]
    public void Update_LongerCarPassesAside_ItsLengthIsNotLearnedFromItsFlank()
    {
        // 5.4 m long where its class has 3.9; it stands 12 m to the left and comes nearer at 15 m/s.
        Tracker tracker = new(new TrackerOptions { Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid } }, Camera(), 1280, 720);
        for (int frame = 0; frame < 58; frame++)
        {
            double depth = 60 - (0.75 * frame);
            Box near = Project(depth, 12, 1.63, 1.53, 0), far = Project(depth + 5.4, 12, 1.63, 1.53, 0);
            Detection[] seen = [new(ObjectClass.Car, 0.9f, near with { XMax = far.XMax })];
            EgoState ego = Assert.Single(tracker.Update(frame * FrameNs, seen, new EgoMotionSample(frame * FrameNs, 15, 0)).ToArray()).Ego!.Value;
            Assert.InRange(Math.Abs(ego.Y - 12) / Math.Sqrt(ego.VarianceY), 0, 1.5);
        }
    }

    /// <summary>A car's rear is 1.63 m wide and its roof 1.53 m high, whichever way the camera looks; its length is its class's.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public void Update_CarSeenFromBehind_ExtentIsAcrossTheAxisAndHonest(double yawDegrees)
    {
        EgoState ego = FollowClosing(yawDegrees * Math.PI / 180).Ego!.Value;
        ObjectExtent extent = Assert.NotNull(ego.Extent);

        Assert.Equal(1.63, extent.Width, 2 * Math.Sqrt(extent.WidthVariance));
        Assert.Equal(1.53, extent.Height, 2 * Math.Sqrt(extent.HeightVariance));
        Assert.InRange(Math.Sqrt(extent.WidthVariance), 0.01, 0.3);
        Assert.InRange(Math.Sqrt(extent.HeightVariance), 0.01, 0.2);
        Assert.Equal(Math.Clamp(3.88 + 1.63 - extent.Width, 1.63, 3.88) / 2, ego.HalfDepth, 1e-9);
        Assert.InRange(Math.Sqrt(extent.HalfDepthVariance), 0.12 * 3.5 / 2, 0.4);
    }

    /// <summary>A car that is taken for too large is too far away and seems to close too fast. Turned half about, forward and left change their signs, of place and velocity alike.</summary>
    [Fact]
    public void Update_CarThatCloses_PlaceAndVelocityErrTogether()
    {
        EgoState ahead = FollowClosing(0).Ego!.Value;
        MotionCovariance motion = Assert.NotNull(ahead.Motion);
        MotionCovariance behind = Assert.NotNull(FollowClosing(Math.PI).Ego!.Value.Motion);

        Assert.InRange(motion.XVx / Math.Sqrt(ahead.VarianceX * ahead.VarianceVx), -1, -0.1);
        Assert.NotEqual(0, motion.XVy * motion.YVx * motion.YVy * motion.VxVy);
        double[] joint =
        [
            ahead.VarianceX, ahead.CovarianceXY, motion.XVx, motion.XVy,
            ahead.CovarianceXY, ahead.VarianceY, motion.YVx, motion.YVy,
            motion.XVx, motion.YVx, ahead.VarianceVx, motion.VxVy,
            motion.XVy, motion.YVy, motion.VxVy, ahead.VarianceVy,
        ];
        Assert.True(SymmetricMatrix.TryFactor(joint, 4));
        double[] expected = [motion.XVx, motion.XVy, motion.YVx, motion.YVy, motion.VxVy];
        Assert.All(
            expected.Zip([behind.XVx, behind.XVy, behind.YVx, behind.YVy, behind.VxVy]), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    /// <summary>A car that comes from 30 m to 12.3 m at 6 m/s, a little to the left of the optical axis; the ego vehicle stands.</summary>
    private static Track FollowClosing(double yaw, BoxStyle style = BoxStyle.ProjectedCuboid)
    {
        Tracker tracker = new(new TrackerOptions { Ranging = new RangingOptions { BoxStyle = style } }, Camera(yaw), 1280, 720);
        Track track = default;
        for (int frame = 0; frame < 60; frame++)
        {
            Detection[] seen = [new(ObjectClass.Car, 0.9f, Project(30 - (0.3 * frame), 0.5, 1.63, 1.53, 0))];
            track = Assert.Single(tracker.Update(frame * FrameNs, seen, new EgoMotionSample(frame * FrameNs, 0, 0)).ToArray());
        }

        return track;
    }

    private static EgoState Follow(Box box, RoadHorizon? road) => Run([new(ObjectClass.Vehicle, 0.9f, box)], road);

    private static EgoState FollowTilted(double tilt, (double Depth, double Y)[] cars, int shown)
    {
        Detection[] detections = [.. cars.Select(car => new Detection(ObjectClass.Car, 0.9f, Project(car.Depth, car.Y, 1.63, 1.53, tilt)))];
        return Run(detections, null, shown: shown);
    }

    private static EgoState Run(Detection[] detections, RoadHorizon? road, long frameNs = FrameNs, int frames = 40, int shown = 0, double pixelSize = 0)
    {
        TrackerOptions options = new() { Ranging = new RangingOptions { BoxStyle = road is null && detections.Length > 2 ? BoxStyle.ProjectedCuboid : BoxStyle.VisibleOutline } };
        Tracker tracker = new(options, Camera(), 1280, 720);
        EgoState ego = default;
        for (int frame = 0; frame < frames; frame++)
        {
            long time = frame * frameNs;
            foreach (Track track in tracker.Fuse(time, detections, [], new EgoMotionSample(time, 0, 0), road: road, view: new ImageView(null, pixelSize)))
            {
                ego = track.TrackId == shown + 1 ? track.Ego!.Value : ego;
            }
        }

        return ego;
    }

    /// <summary>The box of a flat face that stands on the ground, with the image content moved down by a tilt.</summary>
    private static Box Project(double depth, double y, double width, double height, double tilt)
    {
        float left = (float)(640 - (1000 * (y + (width / 2)) / depth));
        float right = (float)(640 - (1000 * (y - (width / 2)) / depth));
        float top = (float)(360 + (1000 * (((CameraHeight - height) / depth) + tilt)));
        float bottom = (float)(360 + (1000 * ((CameraHeight / depth) + tilt)));
        return new Box(left, top, right, bottom);
    }

    private static CameraCalibration Camera(double yaw = 0) => new()
    {
        Width = 1280,
        Height = 720,
        Fx = 1000,
        Fy = 1000,
        Cx = 640,
        Cy = 360,
        CameraFromEgo = new CameraMounting(0, 0, CameraHeight, 0, 0, yaw).ToCameraFromEgo(),
        Source = "test",
    };
}
