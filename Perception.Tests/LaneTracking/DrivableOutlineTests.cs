using Fusion.Lanes;
using Fusion.Ranging;
using Sensors.Calibration;

namespace Perception.Tests.LaneTracking;

public sealed class DrivableOutlineTests
{
    private readonly SegmentationMask _none = new(1, 1);

    [Fact]
    public void Update_Rectangle_GivesItsFourCorners()
    {
        SegmentationMask mask = Mask((x, y) => x is >= 10 and < 30 && y is >= 25 and < 40);
        LaneScene scene = Run(mask);
        Assert.Equal(
            [new Pixel(120, 100), new Pixel(120, 160), new Pixel(40, 160), new Pixel(40, 100)],
            scene.DrivableOutline.ToArray());
        Assert.Equal(20 * 15 / (float)(40 * 40), scene.DrivableShare, 1e-6);
    }

    /// <summary>With a camera 1.4 m above the road the slope 0.07 is 20 m ahead, and 35 m where the camera is tipped up by 0.03.</summary>
    [Theory]
    [InlineData(0, 0, 20)]
    [InlineData(0.03, 0, 35)]
    [InlineData(-0.03, 0, 14)]
    [InlineData(0, 0.001, 17.75)]
    [InlineData(0, -0.001, 24.17)]
    public void PlaceOutline_TippedCameraOrCurvedRoad_PutsAPixelWhereItsRayMeetsTheRoad(double offset, double curvature, double distance)
    {
        SyntheticRoad road = new();
        LaneTracker tracker = new(new LaneTrackerOptions(), road.Calibration, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);
        road.Drivable.Probability.AsSpan(111 * road.Drivable.Width).Fill(255);
        LaneScene scene = tracker.Update(0, _none, road.Drivable);

        tracker.PlaceOutline(new RoadHorizon(offset, curvature, 0, 0, 0));

        int vertex = scene.DrivableOutline.IndexOf(new Pixel(0, 333));
        GroundPoint ground = Assert.NotNull(scene.DrivableGround[vertex]);
        Assert.Equal(SyntheticRoad.MountX + distance, ground.X, 0.01);
        Assert.Equal(480 / 900.0 * distance, ground.Y, 0.01);
    }

    [Fact]
    public void Update_TwoRegions_OutlinesTheLargestThatReachesDown()
    {
        SegmentationMask mask = Mask((x, y) => (y < 15) || (x < 8 && y >= 30) || (x >= 20 && y >= 25));
        LaneScene scene = Run(mask);
        Assert.All(scene.DrivableOutline.ToArray(), point => Assert.True(point.X >= 80 && point.Y >= 100));
    }

    [Fact]
    public void Update_Ragged_KeepsWithinTheVertexBudget()
    {
        SegmentationMask mask = Mask((x, y) => y > 20 + (x % 2 * 10));
        LaneScene scene = Run(mask);
        Assert.InRange(scene.DrivableOutline.Length, 4, LaneScene.MaxOutlinePoints);
    }

    [Fact]
    public void Update_Disc_EnclosesItsArea()
    {
        SegmentationMask mask = Mask((x, y) => ((x - 20) * (x - 20)) + ((y - 22) * (y - 22)) < 15 * 15);
        LaneScene scene = Run(mask);
        double area = 0;
        ReadOnlySpan<Pixel> outline = scene.DrivableOutline;
        for (int i = 0; i < outline.Length; i++)
        {
            Pixel a = outline[i];
            Pixel b = outline[(i + 1) % outline.Length];
            area += ((a.X * b.Y) - (b.X * a.Y)) / 2;
        }

        double expected = scene.DrivableShare * 160 * 160;
        Assert.InRange(area, 0.93 * expected, 1.07 * expected);
    }

    [Fact]
    public void Update_LetterboxedMask_LeavesThePaddingOut()
    {
        SegmentationMask mask = Mask((_, _) => true);
        mask.OffsetY = -20;
        LaneTracker tracker = new(new LaneTrackerOptions(), null, 160, 120);
        LaneScene scene = tracker.Update(0, _none, mask);
        Assert.Equal(1, scene.DrivableShare);
        Assert.Equal(
            [new Pixel(160, 0), new Pixel(160, 120), new Pixel(0, 120), new Pixel(0, 0)],
            scene.DrivableOutline.ToArray());
    }

    [Fact]
    public void Update_NotPresent_LeavesItEmpty()
    {
        LaneScene scene = Run(new SegmentationMask(40, 40));
        Assert.True(scene.DrivableOutline.IsEmpty);
        Assert.Equal(0, scene.DrivableShare);
    }

    private static SegmentationMask Mask(Func<int, int, bool> isDrivable)
    {
        SegmentationMask mask = new(40, 40) { ScaleX = 4, ScaleY = 4, IsPresent = true };
        for (int y = 0; y < 40; y++)
        {
            for (int x = 0; x < 40; x++)
            {
                mask.Probability[(y * 40) + x] = isDrivable(x, y) ? (byte)255 : (byte)0;
            }
        }

        return mask;
    }

    private LaneScene Run(SegmentationMask mask) => new LaneTracker(new LaneTrackerOptions(), null, 160, 160).Update(0, _none, mask);
}
