using System.Numerics;
using System.Runtime.Intrinsics;
using Simulation;
using Simulation.Rendering;
using Simulation.Roads;
using Simulation.Scenarios;

namespace Perception.Tests.Simulation;

/// <summary>What is done on eight pixels at a time agrees with the same done on one.</summary>
public sealed class EightWideTests
{
    [Fact]
    public void Exp_WholeRange_AgreesWithTheLibrary()
    {
        for (float x = -60f; x < 60f; x += 0.37f)
        {
            float expected = MathF.Exp(x);
            Assert.Equal(1f, EightWide.Exp(EightWide.Of(x))[3] / expected, 2e-6f);
        }
    }

    [Fact]
    public void Gather_Floats_TakesEachElement()
    {
        float[] values = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
        Assert.Equal(Vector256.Create(19f, 10, 12, 12, 17, 11, 18, 10), EightWide.Gather(values, Vector256.Create(9, 0, 2, 2, 7, 1, 8, 0)));
    }

    [Fact]
    public void Sample_Noise_AgreesWithOneSampleTo8Bits()
    {
        NoiseTexture noise = new NoiseSet(new SeededRandom(5)).Grain;
        SeededRandom random = new(6);
        for (int i = 0; i < 500; i++)
        {
            (float u, float v, float footprint) = (random.Range(-9f, 9f), random.Range(-9f, 9f), random.Range(0f, 0.03f));
            float expected = noise.Sample(u, v, footprint);
            Assert.Equal(expected, noise.Sample(EightWide.Of(u), EightWide.Of(v), EightWide.Of(footprint))[5], 0.006f);
        }
    }

    [Theory]
    [InlineData("highway")]
    [InlineData("urban")]
    [InlineData("curve")]
    [InlineData("no-road")]
    public void At_EverywhereOnARoad_AgreesWithOnePlaceAtATime(string scenario)
    {
        RoadLayout layout = new Scene(SmallDrive.Scenario(scenario), SmallDrive.Options).Layout;
        GroundSurfaces surfaces = new(layout);
        GroundSelection selection = new();
        selection.Choose(layout, layout.Path.Start, layout.Path.End);
        SeededRandom random = new(7);
        for (int i = 0; i < 3000; i++)
        {
            (float s, float d) = (random.Range(layout.Path.Start, layout.Path.End), random.Range(-30f, 40f));
            Surface expected = SlowSurfaces.At(layout, s, d, out bool drivable);
            Assert.Equal((float)expected, surfaces.At(selection, EightWide.Of(s), EightWide.Of(d), out Vector256<float> mask)[2]);
            Assert.Equal(drivable, BitConverter.SingleToInt32Bits(mask[2]) != 0);
        }
    }

    [Fact]
    public void Lerp_Vectors_AgreesWithOneVector()
    {
        Vector3 expected = Vector3.Lerp(new Vector3(1, 2, 3), new Vector3(5, 4, -3), 0.25f);
        Vectors8 found = Vectors8.Lerp(Vectors8.Of(new Vector3(1, 2, 3)), Vectors8.Of(new Vector3(5, 4, -3)), EightWide.Of(0.25f));
        Assert.Equal(expected, new Vector3(found.X[0], found.Y[7], found.Z[4]));
    }
}
