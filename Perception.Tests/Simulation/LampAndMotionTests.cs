using System.Numerics;
using Simulation.Rendering;

namespace Perception.Tests.Simulation;

/// <summary>Motion blur and mirrored lamps lie where geometry puts them; the figures are worked out by hand.</summary>
public sealed class LampAndMotionTests
{
    private static readonly RenderCamera Camera = new() { Width = 128, Height = 64, Fx = 1000, Fy = 1000, Cx = -436, Cy = 32 };

    // Looks along world X from 1.5 m over the ground, at 20 m/s.
    private static readonly CameraPose Pose = new(new Vector3(0, 0, 1.5f), -Vector3.UnitY, -Vector3.UnitZ, Vector3.UnitX, new Vector3(20, 0, 0), Vector3.Zero);

    /// <summary>10 m ahead and 5 m to the right, 0.2 m nearer in 10 ms: 1000 px · 0.2 m · 5 m / (10 m)² = 10 px.</summary>
    [Fact]
    public void Apply_StandingThingBeside_SmearsOverItsWay()
    {
        MotionBlur blur = new(Camera, bands: 4);
        LightImage light = new(128, 64);
        for (int y = 0; y < 64; y++)
        {
            light.Red[(y * 128) + 64] = 1f;
        }

        blur.Begin(Pose, 0.01f);
        blur.Add(band: 2, x: 44, y: 32, count: 40, depth: 10f, Vector3.Zero);
        blur.Apply(light, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        float[] row = light.Red.AsSpan(32 * 128, 128).ToArray();
        int[] lit = [.. Enumerable.Range(0, 128).Where(x => row[x] > 0)];
        Assert.InRange(lit[0], 59, 61);
        Assert.InRange(lit[^1], 67, 69);
        Assert.Equal(1f, row.Sum(), 0.01f);
        Assert.Equal(1f, light.Red[(33 * 128) + 64]);
    }

    [Fact]
    public void Apply_ThingThatKeepsPace_StaysSharp()
    {
        MotionBlur blur = new(Camera, bands: 4);
        LightImage light = new(128, 64);
        light.Red[(32 * 128) + 64] = 1f;
        blur.Begin(Pose, 0.01f);
        blur.Add(band: 2, x: 44, y: 32, count: 40, depth: 10f, Pose.Velocity);
        blur.Apply(light, new ParallelOptions { MaxDegreeOfParallelism = 1 });
        Assert.Equal(1f, light.Red[(32 * 128) + 64]);
    }

    /// <summary>A lamp 1 m over the road and 20 m ahead is mirrored 20 m · 1.5 / (1.5 + 1) = 12 m ahead.</summary>
    [Fact]
    public void At_LampAhead_IsBrightestWhereAMirrorWouldShowIt()
    {
        WetReflections reflections = new();
        reflections.Begin(Pose, Placement.Identity);
        reflections.Add(new Vector3(20, 0, 1), new Vector3(2, 0, 0));
        float At(float x, float y) => reflections.At(Vectors8.Of(new Vector3(x, y, 0))).X[0];
        Assert.Equal(2f, At(12, 0), 0.01f);
        Assert.True(At(12, 0) > At(10, 0) && At(10, 0) > At(7, 0));
        Assert.True(At(12, 0) > 4 * At(15, 0));
        Assert.True(At(12, 0) > 4 * At(12, 0.5f));
    }

    [Fact]
    public void Add_LampBehind_IsLeftOut()
    {
        WetReflections reflections = new();
        reflections.Begin(Pose, Placement.Identity);
        reflections.Add(new Vector3(-5, 0, 1), Vector3.One);
        Assert.False(reflections.Any);
    }
}
