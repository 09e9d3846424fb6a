using Fusion.Geometry;
using Fusion.Ranging;
using Fusion.Tracking;
using Perception.Tests.Shared;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.OpticalFlow;

namespace Perception.Tests.Tracking;

/// <summary>Tracks that also have a place on the ground, by the camera's calibration or a ranging sensor.</summary>
[Collection(Alone.Name)]
public sealed class CalibratedTrackerTests
{
    private const long FrameNs = 100_000_000;

    [Fact]
    public void Update_RangedObjectThatComesIntoTheImage_GetsItsBox()
    {
        Tracker tracker = new(new TrackerOptions { Ranged = new RangedOptions { WithoutCamera = true } }, Camera(), 1242, 375);
        RangedObject beside = new(ObjectSources.Lidar, ObjectClass.Car, 0.95f, 10, 12, 0.1, 0.1);
        Box box = new(100, 180, 200, 240);
        Track track = default;
        for (int frame = 0; frame < 6; frame++)
        {
            track = Assert.Single(tracker.Fuse(frame * FrameNs, [], [beside with { ImageBox = frame < 3 ? null : box }], new EgoMotionSample(frame * FrameNs, 0, 0)).ToArray());
        }

        Assert.Equal(1, track.TrackId);
        Assert.InRange(track.Box.IntersectionOverUnion(box), 0.9, 1);
    }

    [Fact]
    public void Update_ClassIsEvenlyDoubted_TheFirstStaysAndRangingGoesOn()
    {
        Tracker tracker = new(new TrackerOptions(), Camera(), 1242, 375);
        Track last = default;
        double before = double.MaxValue;
        for (int frame = 0; frame < 40; frame++)
        {
            Detection[] detections = [new(frame / 2 % 2 == 0 ? ObjectClass.Van : ObjectClass.Truck, 0.9f, Project(Camera(), 40 - (0.5 * frame), 0, 1.9, 2.1))];
            last = Assert.Single(tracker.Update(frame * FrameNs, detections, new EgoMotionSample(frame * FrameNs, 0, 0)).ToArray());
            Assert.Equal(ObjectClass.Van, last.Class);
            Assert.True(last.Ego!.Value.VarianceVx < before + 0.5, $"frame {frame}: {last.Ego!.Value.VarianceVx} after {before}");
            before = last.Ego!.Value.VarianceVx;
        }

        Assert.InRange(last.Ego!.Value.Vx, -7, -3);
    }

    [Fact]
    public void Update_AnotherClassWins_VelocityIsKept()
    {
        Tracker tracker = new(new TrackerOptions(), Camera(), 1242, 375);
        Track before = default;
        for (int frame = 0; frame < 60; frame++)
        {
            Detection[] detections = [new(frame < 20 ? ObjectClass.Van : ObjectClass.Truck, 0.9f, Project(Camera(), 40 - (0.5 * frame), 0, 1.9, 2.1))];
            Track track = Assert.Single(tracker.Update(frame * FrameNs, detections, new EgoMotionSample(frame * FrameNs, 0, 0)).ToArray());
            if (frame > 0 && track.Class != before.Class)
            {
                Assert.Equal(before.Ego!.Value.Vx, track.Ego!.Value.Vx, 0.01);
                Assert.InRange(track.Ego!.Value.VarianceVx, before.Ego!.Value.VarianceVx, before.Ego!.Value.VarianceVx + 0.5);
            }

            before = track;
        }

        Assert.Equal(ObjectClass.Truck, before.Class);
    }

    [Fact]
    public void Fuse_RangedObjectAlone_IsConfirmedByItsOwnEvidence()
    {
        // A camera's detection of this score would be confirmed at once; the ranging sensor's word counts less.
        TrackerOptions options = new()
        {
            MotorVehicle = GroupOptions.Vehicle with { ConfirmEvidence = 2, EvidenceGain = 4, EvidenceZero = 0.3f },
            Ranged = new RangedOptions { WithoutCamera = true, EvidenceGain = 1, EvidenceZero = 0.1f },
        };
        Tracker tracker = new(options, Camera(), 1242, 375);
        RangedObject seen = new(ObjectSources.Lidar, ObjectClass.Car, 0.95f, 20, 0, 0.1, 0.1) { ImageBox = new Box(580, 150, 640, 200) };

        Track first = Assert.Single(tracker.Fuse(0, [], [seen]).ToArray());
        Track second = Assert.Single(tracker.Fuse(FrameNs, [], [seen]).ToArray());
        Track third = Assert.Single(tracker.Fuse(2 * FrameNs, [], [seen]).ToArray());

        Assert.Equal([TrackState.Tentative, TrackState.Tentative, TrackState.Confirmed], [first.State, second.State, third.State]);
        Assert.Equal(1, tracker.ConfirmedCount);
    }

    [Fact]
    public void Update_SteadyState_AllocatesNothing()
    {
        Tracker tracker = new(new TrackerOptions(), Camera(), 1242, 375);
        Detection[] detections = new Detection[20];
        Step(tracker, detections, 0, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Step(tracker, detections, 100, 100);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Update_CarAheadClosesUntilItsGroundContactIsCutOff_RangeAndTimeToCollisionFollow()
    {
        CameraCalibration camera = Camera();
        TrackerOptions options = new() { Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid } };
        Tracker tracker = new(options, camera, 1242, 375);
        for (int frame = 0; frame < 60; frame++)
        {
            // A car 1.6 m high and 1.8 m wide, 12 m from the camera, closing at 1.4 m/s while the ego vehicle drives 5 m/s.
            double depth = 12 - (1.4 * frame * 0.1);
            Detection[] detections = [new Detection(ObjectClass.Car, 0.9f, Project(camera, depth, 0.5, 1.8, 1.6))];
            Track track = Assert.Single(tracker.Update(frame * FrameNs, detections, new EgoMotionSample(frame * FrameNs, 5, 0)).ToArray());
            if (frame < 10)
            {
                continue;
            }

            EgoState ego = Assert.NotNull(track.Ego);
            Assert.InRange(ego.CameraDepth, 0.93 * depth, 1.07 * depth);
            Assert.InRange(ego.Y, 0.3, 0.7);
            Assert.InRange(Math.Abs(ego.CameraDepth - depth) / Math.Sqrt(ego.CameraDepthVariance), 0, 2);
            if (frame > 30)
            {
                Assert.InRange(ego.Vx, -1.9, -0.9);
                Assert.InRange(Assert.NotNull(track.TimeToCollision), 0.7 * depth / 1.4, 1.5 * depth / 1.4);
            }
        }
    }

    [Theory]
    [InlineData(1, 0.8)]
    [InlineData(0, 0)]
    public void Update_StandingCarPassedUnseen_IsExpectedWhereItsPlaceOnTheGroundSays(double share, double least)
    {
        CameraCalibration camera = Camera();
        TrackerOptions options = new()
        {
            MotorVehicle = GroupOptions.Vehicle with { AdvanceShare = share },
            Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid },
        };
        Tracker tracker = new(options, camera, 1242, 375);
        float overlap = 0;
        for (int frame = 0; frame < 15; frame++)
        {
            // 4 m to the left of the way, 40 m ahead at first, at 20 m/s; not seen in the last five frames.
            Box box = Project(camera, 40 - (2 * frame), 4, 1.8, 1.6);
            Detection[] detections = frame < 10 ? [new Detection(ObjectClass.Car, 0.9f, box)] : [];
            Track track = Assert.Single(tracker.Update(frame * FrameNs, detections, new EgoMotionSample(frame * FrameNs, 20, 0)).ToArray());
            overlap = track.Box.IntersectionOverUnion(box);
        }

        // Constant velocity in the image falls behind: the box grows ever faster.
        Assert.InRange(overlap, least, least == 0 ? 0.5 : 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Update_OdometryAndImageMotion_TurnIsTheOdometrysAndPitchTheImages(double yawRate)
    {
        CameraCalibration camera = Camera();
        Tracker tracker = new(new TrackerOptions { Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid } }, camera, 1242, 375);
        Box box = Project(camera, 40, 0, 1.8, 1.6);
        for (int frame = 0; frame < 10; frame++)
        {
            tracker.Update(frame * FrameNs, [new Detection(ObjectClass.Car, 0.9f, box)], new EgoMotionSample(frame * FrameNs, 0, 0));
        }

        // A bump moves all of the image down by 60 pixels; what it says of the turn is wrong.
        double turned = camera.Fx * yawRate * 0.1;
        Track track = Assert.Single(tracker.Update(10 * FrameNs, [], new EgoMotionSample(10 * FrameNs, 0, yawRate), ImageMotion.Shift(-200, 60)).ToArray());
        Assert.Equal(box.CentreX + turned, track.Box.CentreX, 0.5);
        Assert.Equal(box.CentreY + 60, track.Box.CentreY, 0.5);
    }

    [Fact]
    public void Update_EgoMotionUnknownAfterAGap_VelocityIsRelative()
    {
        CameraCalibration camera = Camera();
        Tracker tracker = new(new TrackerOptions { Ranging = new RangingOptions { BoxStyle = BoxStyle.ProjectedCuboid } }, camera, 1242, 375);
        Detection[] detections = [new Detection(ObjectClass.Car, 0.9f, Project(camera, 15, 0, 1.8, 1.6))];
        tracker.Update(0, detections, new EgoMotionSample(0, 20, 0));
        double speed = double.NaN;
        for (int frame = 0; frame < 40; frame++)
        {
            // Ten seconds later the car stays 15 m ahead, and nobody tells the ego speed.
            speed = Assert.Single(tracker.Update((100 + frame) * FrameNs, detections).ToArray()).Ego!.Value.Vx;
        }

        Assert.Equal(1, tracker.Counters.Gaps);
        Assert.InRange(speed, -0.5, 0.5);
    }

    private static void Step(Tracker tracker, Detection[] detections, int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            for (int index = 0; index < detections.Length; index++)
            {
                float x = (60 * index) + (frame % 40);
                detections[index] = new Detection(ObjectClass.Car, 0.9f, new Box(x, 180, x + 50, 220));
            }

            tracker.Update(frame * FrameNs, detections.AsSpan(frame % 3), new EgoMotionSample(frame * FrameNs, 10, 0.01));
        }
    }

    /// <summary>A camera 1.65 m above the ground and 1.7 m ahead of the rear axle, looking straight ahead.</summary>
    internal static CameraCalibration Camera() => new()
    {
        Width = 1242,
        Height = 375,
        Fx = 721.5,
        Fy = 721.5,
        Cx = 609.6,
        Cy = 172.9,
        CameraFromEgo = new RigidTransform(0, -1, 0, 0, 0, -1, 1, 0, 0, 0, 1.65, -1.7),
        Source = "test",
    };

    private static Box Project(CameraCalibration camera, double depth, double y, double width, double height)
    {
        Assert.True(camera.TryProject(new EgoPoint(depth + 1.7, y + (width / 2), 0), out Pixel leftBottom));
        Assert.True(camera.TryProject(new EgoPoint(depth + 1.7, y - (width / 2), height), out Pixel rightTop));
        return new Box(
            (float)Math.Max(leftBottom.X, 0), (float)Math.Max(rightTop.Y, 0),
            (float)Math.Min(rightTop.X, 1242), (float)Math.Min(leftBottom.Y, 375));
    }
}
