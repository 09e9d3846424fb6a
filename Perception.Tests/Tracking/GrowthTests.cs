using Fusion.Geometry;
using Fusion.Tracking;

namespace Perception.Tests.Tracking;

/// <summary>The time to collision that a camera without a calibration tells: what of a box the image shows whole grows as its object comes.</summary>
public sealed class GrowthTests
{
    private const int Width = 1280;
    private const int Height = 720;
    private const double Focal = 1000;
    private const double CameraHeight = 1.4;
    private const double FramesASecond = 30;

    // As in the service.
    private static readonly TrackerOptions Options = new() { MotorVehicle = new GroupOptions { BoxNoise = 0.03, SizeAcceleration = 0.6 } };

    /// <summary>Objects come straight at the camera until they are behind its border on every side.</summary>
    [Theory]
    [InlineData(ObjectClass.Vehicle, 15, -5, 0.0, 1.75, 1.53)]
    [InlineData(ObjectClass.Vehicle, 25, -8, 0.0, 2.5, 3.6)]
    [InlineData(ObjectClass.Vehicle, 30, -3, 2.0, 1.75, 1.53)]
    [InlineData(ObjectClass.Pedestrian, 12, -5, 0.5, 0.6, 1.75)]
    public void Update_ComesAtAConstantSpeed_TrueTimeIsWithinTwoStatedDeviations(ObjectClass objectClass, double depth, double speed, double aside, double width, double height)
    {
        int count = 0;
        int within = 0;
        int near = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            Tracker tracker = new(Options, null, Width, Height);
            for (int frame = 0; ; frame++)
            {
                double z = depth + (speed * frame / FramesASecond);
                if (z < 1 + aside)
                {
                    break;
                }

                Box box = Seen(z, z, aside, width, height, random);
                Track track = Assert.Single(tracker.Update(TimeOf(frame), [new Detection(objectClass, 0.9f, box)]).ToArray());
                double truth = z / -speed;
                if (track.TimeToCollision is { } seconds && frame >= 10)
                {
                    count++;
                    within += Math.Abs(seconds - truth) <= 2 * track.TimeToCollisionSigma!.Value ? 1 : 0;
                    near += truth < 1.5 ? 1 : 0;
                }
            }
        }

        Assert.True(within >= 0.9 * count, $"{within} of {count}");
        Assert.True(near > 0);
    }

    [Fact]
    public void Update_LeadBrakesHard_TimeIsGivenAsLongAsItIsShort()
    {
        // 25 m ahead and as fast as the camera; from the third second on the lead brakes with 6 m/s².
        int given = 0;
        int count = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            Tracker tracker = new(Options, null, Width, Height);
            for (int frame = 0; frame < 150; frame++)
            {
                double braking = Math.Max((frame / FramesASecond) - 3, 0), z = 25 - (3 * braking * braking), closing = 6 * braking;
                Track track = Assert.Single(tracker.Update(TimeOf(frame), [new Detection(ObjectClass.Vehicle, 0.9f, Seen(z, z, 0, 1.75, 1.53, random))]).ToArray());
                Assert.False(braking == 0 && frame > 30 && track.TimeToCollision < 8, $"{track.TimeToCollision} s");
                count += closing > z / 8 ? 1 : 0;
                given += closing > z / 8 && track.TimeToCollision is not null ? 1 : 0;
            }
        }

        Assert.True(given >= 0.85 * count, $"{given} of {count}");
    }

    [Fact]
    public void Update_LorryWhoseTopAndBottomTheImageCuts_WidthTellsTheTime()
    {
        // 3.6 m high: at 3.2 m both ends are beyond the image, and its 2.5 m are 781 of 1280 pixels.
        Random random = new(1);
        Tracker tracker = new(Options, null, Width, Height);
        Track track = default;
        for (int frame = 0; frame <= 82; frame++)
        {
            double z = 25 - (8 * frame / FramesASecond);
            track = Assert.Single(tracker.Update(TimeOf(frame), [new Detection(ObjectClass.Vehicle, 0.9f, Seen(z, z, 0, 2.5, 3.6, random))]).ToArray());
        }

        Assert.InRange(track.TimeToCollision!.Value, 0.39 - (2 * track.TimeToCollisionSigma!.Value), 0.39 + (2 * track.TimeToCollisionSigma.Value));
        Assert.InRange(track.TimeToCollision.Value, 0.28, 0.5);
    }

    [Fact]
    public void Update_OvertakingCarComesIntoTheImage_IsNotClosing()
    {
        // 2.6 to 4.4 m to the left, 5 m/s faster: as it comes into the image from the left border its box grows, and it goes away.
        for (int seed = 0; seed < 10; seed++)
        {
            Random random = new(seed);
            Tracker tracker = new(Options, null, Width, Height);
            for (int frame = 0; frame < 75; frame++)
            {
                double rear = -2.5 + (5 * frame / FramesASecond);
                if (rear + 4.4 > 4.5)
                {
                    Box box = Seen(Math.Max(rear, 0.3), rear + 4.4, 3.5, 1.8, 1.5, random);
                    foreach (Track track in tracker.Update(TimeOf(frame), [new Detection(ObjectClass.Vehicle, 0.85f, box)]))
                    {
                        Assert.True(track.TimeToCollision is null, $"seed {seed}, frame {frame}: {track.TimeToCollision} ± {track.TimeToCollisionSigma} s");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Update_CarComesOutFromBehindAnother_OnlyItsOwnGrowthCounts(bool isBehind)
    {
        // It stays as far away as it is; of its width ever more is seen, of its height as much as ever.
        Tracker tracker = new(Options, null, Width, Height);
        Track hidden = default;
        for (int frame = 0; frame < 20; frame++)
        {
            Box visible = new(500, 350, 530 + (3 * frame), 410);
            Box nearer = isBehind ? new Box(visible.XMax - 4, 340, visible.XMax + 200, 500) : new Box(visible.XMax + 300, 340, visible.XMax + 500, 500);
            ReadOnlySpan<Track> tracks = tracker.Update(TimeOf(frame), [new Detection(ObjectClass.Vehicle, 0.9f, visible), new Detection(ObjectClass.Vehicle, 0.9f, nearer)]);
            hidden = Assert.Single(tracks.ToArray(), track => track.Box.XMin < 520);
        }

        Assert.Equal(isBehind, hidden.TimeToCollision is null);
    }

    [Fact]
    public void Update_BothSidesAndEndsCut_TellsNoTime()
    {
        Tracker tracker = new(Options, null, Width, Height);
        for (int frame = 0; frame < 10; frame++)
        {
            Box box = new(0, 100 - (10 * frame), 700 + (20 * frame), Height);
            Assert.Null(Assert.Single(tracker.Update(TimeOf(frame), [new Detection(ObjectClass.Vehicle, 0.9f, box)]).ToArray()).TimeToCollision);
        }
    }

    private static long TimeOf(int frame) => (long)(frame / FramesASecond * 1e9);

    /// <summary>The outline of a box on the road between two depths, with an error of a pixel on every edge that the image shows.</summary>
    private static Box Seen(double near, double far, double aside, double width, double height, Random random)
    {
        double left = Width;
        double right = 0;
        foreach (double depth in (ReadOnlySpan<double>)[near, far])
        {
            left = Math.Min(left, (Width / 2.0) - (Focal * (aside + (width / 2)) / depth));
            right = Math.Max(right, (Width / 2.0) - (Focal * (aside - (width / 2)) / depth));
        }

        double top = (Height / 2.0) + (Focal * (CameraHeight - height) / (height > CameraHeight ? near : far));
        double bottom = (Height / 2.0) + (Focal * CameraHeight / near);
        return new Box(Edge(left, Width), Edge(top, Height), Edge(right, Width), Edge(bottom, Height));

        float Edge(double at, int end) => at <= 0 ? 0 : at >= end ? end : (float)Math.Clamp(at + Normal(random), 0, end);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
