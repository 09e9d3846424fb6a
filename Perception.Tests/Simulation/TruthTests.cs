using System.Numerics;
using Simulation;
using Simulation.Rendering;
using Simulation.Traffic;
using Simulation.Truth;

namespace Perception.Tests.Simulation;

/// <summary>The truth agrees with what is drawn.</summary>
public sealed class TruthTests
{
    /// <summary>Rolling readout and the body's roundness leave the mesh's bounds within this of the solid box's, pixels.</summary>
    private const float Slack = 2f;

    [Fact]
    public void Next_EachVehicle_LiesInTheProjectionOfItsSolidBox()
    {
        DriveRenderer renderer = SmallDrive.Renderer("cut-in");
        FrameTruth truth = renderer.Next(5);
        int compared = 0;
        foreach (ObjectTruth item in truth.Objects.Where(item => item.CameraPosition.Z is > 8f and < 60f && item.Kind <= ActorKind.Bus))
        {
            PixelBox projected = Project(item, renderer.Warp.Pinhole);
            Assert.InRange(item.Whole.XMin, projected.XMin - Slack, projected.XMax + Slack);
            Assert.InRange(item.Whole.XMax, projected.XMin - Slack, projected.XMax + Slack);
            Assert.InRange(item.Whole.YMin, projected.YMin - Slack, projected.YMax + Slack);
            Assert.InRange(item.Whole.YMax, projected.YMin - Slack, projected.YMax + Slack);
            Assert.True(item.Whole.Area > 0.55f * projected.Area, $"{item.Kind} {item.Id}: {item.Whole} in {projected}");
            compared++;
        }

        Assert.True(compared >= 3, $"expected three vehicles ahead, found {compared}");
    }

    [Fact]
    public void Next_VisibleBox_LiesInTheWholeBoxAndHoldsItsPixels()
    {
        DriveRenderer renderer = SmallDrive.Renderer("urban");
        FrameTruth truth = renderer.Next(0);
        ReadOnlySpan<ushort> identity = renderer.Identity;
        int seen = 0;
        foreach (ObjectTruth item in truth.Objects)
        {
            int pixels = 0;
            foreach (ushort id in identity)
            {
                pixels += id == item.Id ? 1 : 0;
            }

            Assert.Equal(pixels, item.Pixels);
            Assert.Equal(pixels > 0, item.Visible.HasValue);
            if (item.Visible is { } visible)
            {
                Assert.True(visible.XMin >= item.Whole.XMin - 1 && visible.XMax <= item.Whole.XMax + 1, $"{visible} in {item.Whole}");
                Assert.True(visible.YMin >= item.Whole.YMin - 1 && visible.YMax <= item.Whole.YMax + 1, $"{visible} in {item.Whole}");
                Assert.InRange(item.Occlusion, 0f, 1f);
                seen++;
            }
        }

        Assert.True(seen >= 3, $"expected three road users in view, found {seen}");
    }

    /// <summary>The lens moves pixels and shows more of what lies beside, but puts nothing before anything: only pixels on an outline may differ.</summary>
    [Theory]
    [InlineData("urban")]
    [InlineData("highway")]
    public void Next_BarrelLens_HidesWhatThePinholeHides(string scenario)
    {
        SimulationOptions options = SmallDrive.Options with { Width = 640, Height = 360 };
        DriveRenderer pinhole = SmallDrive.Renderer(scenario, options);
        DriveRenderer barrel = SmallDrive.Renderer(scenario, options with { Distortion = (-0.2f, 0f) });
        Dictionary<int, ObjectTruth> plain = pinhole.Next(0).Objects.Where(item => item.Truncation == 0).ToDictionary(item => item.Id);
        int compared = 0;
        foreach (ObjectTruth item in barrel.Next(0).Objects.Where(item => item.Pixels > 150 && plain.ContainsKey(item.Id)))
        {
            Assert.True(Math.Abs(item.Occlusion - plain[item.Id].Occlusion) < 0.03f, $"{item.Kind} {item.Id} at {item.Whole}: {item.Occlusion} hidden, {plain[item.Id].Occlusion} through the pinhole");
            compared++;
        }

        Assert.True(compared >= 3, $"expected three road users in both, found {compared}");
    }

    /// <summary>Cars alongside reach beyond where the lens's polynomial turns back; the image cuts them, which is not to hide them.</summary>
    [Fact]
    public void Next_BarrelLens_LeavesWhatIsBesideOnItsSideAndUnhidden()
    {
        int beside = 0;
        for (int seed = 1; seed <= 4; seed++)
        {
            SimulationOptions options = SmallDrive.Options with { Seed = seed, Distortion = (-0.2f, 0f) };
            foreach (ObjectTruth item in SmallDrive.Renderer("urban", options).Next(0).Objects.Where(item => Math.Abs(item.CameraPosition.X) > 2.2f && item.CameraPosition.Z < 10f))
            {
                bool isRight = item.CameraPosition.X > 0;
                Assert.True(isRight ? item.Whole.XMin > options.Width / 2 : item.Whole.XMax < options.Width / 2, $"{item.Kind} {item.Id} at {item.CameraPosition}: {item.Whole}");
                Assert.True(item.Truncation < 0.5f || item.Occlusion < 0.05f, $"{item.Kind} {item.Id}: {item.Occlusion} hidden with nothing before it");
                beside++;
            }
        }

        Assert.True(beside >= 3, $"expected three road users beside, found {beside}");
    }

    [Fact]
    public void Next_PaintByDay_IsBrighterThanTheRoadAround()
    {
        DriveRenderer renderer = SmallDrive.Renderer("highway");
        renderer.Next(0);
        ReadOnlySpan<byte> truth = renderer.PixelTruth;
        (long sum, int count) paint = default;
        (long sum, int count) road = default;
        for (int i = 0; i < truth.Length; i++)
        {
            int light = renderer.Picture[3 * i] + renderer.Picture[(3 * i) + 1] + renderer.Picture[(3 * i) + 2];
            if ((truth[i] & (byte)PixelTruth.Paint) != 0)
            {
                paint = (paint.sum + light, paint.count + 1);
            }
            else if ((truth[i] & (byte)PixelTruth.Drivable) != 0)
            {
                road = (road.sum + light, road.count + 1);
            }
        }

        Assert.True(paint.count > 50 && road.count > 3000, $"expected paint and road, found {paint.count} and {road.count} pixels");
        Assert.True((double)paint.sum / paint.count > 1.25 * road.sum / road.count);
    }

    [Fact]
    public void Next_BesideADoubleLine_LaneEndsAtTheNearer()
    {
        // Lanes of 3.3 m; the lines of a double one lie 0.11 m to each side of the border.
        FrameTruth truth = SmallDrive.Renderer("urban").Next(0);
        Assert.Equal("double", Assert.Single(truth.Lanes, lane => lane.Side == "egoLeft").Kind);
        Assert.Equal(3.19f, truth.LaneWidth!.Value, 0.001f);
    }

    [Theory]
    [InlineData("highway")]
    [InlineData("urban")]
    public void Next_EgoLaneLines_LieHalfALaneToEachSide(string scenario)
    {
        DriveRenderer renderer = SmallDrive.Renderer(scenario);
        FrameTruth truth = renderer.Next(0);
        LaneTruth left = Assert.Single(truth.Lanes, lane => lane.Side == "egoLeft");
        LaneTruth right = Assert.Single(truth.Lanes, lane => lane.Side == "egoRight");
        float half = truth.LaneWidth!.Value / 2;
        Assert.Equal(half - truth.LaneOffset!.Value, left.Ego[1].Y, 0.05f);
        Assert.Equal(-half - truth.LaneOffset!.Value, right.Ego[1].Y, 0.05f);
        Assert.All(left.Image.Zip(right.Image), pair => Assert.True(pair.First.X < pair.Second.X));
    }

    [Fact]
    public void Next_NoRoad_MarksNothingDrivableAndNoPaint()
    {
        DriveRenderer renderer = SmallDrive.Renderer("no-road");
        FrameTruth truth = renderer.Next(0);
        Assert.False(renderer.PixelTruth.ContainsAnyExcept((byte)PixelTruth.None));
        Assert.Empty(truth.Lanes);
        Assert.Null(truth.LaneOffset);
    }

    [Fact]
    public void Next_Hump_ThrowsTheNoseUpAndDown()
    {
        DriveRenderer renderer = SmallDrive.Renderer("bumps", SmallDrive.Options with { Seconds = 3.5 });
        float[] pitch = [.. Enumerable.Range(45, 20).Select(frame => renderer.Next(frame).Body.X)];
        Assert.InRange(pitch.Min(), -0.04f, -0.015f);
        Assert.InRange(pitch.Max(), 0.01f, 0.03f);
        Assert.True(Array.IndexOf(pitch, pitch.Min()) < Array.IndexOf(pitch, pitch.Max()));
    }

    private static PixelBox Project(ObjectTruth item, RenderCamera camera)
    {
        (float sin, float cos) = MathF.SinCos(item.RotationY);
        PixelBox box = new(float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (int corner = 0; corner < 8; corner++)
        {
            float along = item.Size.X / 2 * ((corner & 1) == 0 ? 1 : -1);
            float across = ((item.Size.Y / 2) + 0.2f) * ((corner & 2) == 0 ? 1 : -1);
            float up = (corner & 4) == 0 ? 0 : item.Size.Z + 0.25f;
            Vector3 p = item.CameraPosition + new Vector3((cos * along) + (sin * across), -up, (-sin * along) + (cos * across));
            float x = (camera.Fx * p.X / p.Z) + camera.Cx;
            float y = (camera.Fy * p.Y / p.Z) + camera.Cy;
            box = new PixelBox(Math.Min(box.XMin, x), Math.Min(box.YMin, y), Math.Max(box.XMax, x), Math.Max(box.YMax, y));
        }

        return box;
    }
}
