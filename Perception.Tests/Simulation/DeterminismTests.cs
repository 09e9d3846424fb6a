using Simulation;
using Simulation.Truth;

namespace Perception.Tests.Simulation;

/// <summary>The same seed gives the same frames and truth, whatever the number of threads; another seed gives others.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("urban-dusk")]
    [InlineData("rain")]
    public void Next_SameSeedAndOtherThreadCount_GivesTheSameFramesAndTruth(string scenario)
    {
        (byte[] picture, byte[] pixels, string truth) one = Render(scenario, SmallDrive.Options with { Threads = 1 });
        (byte[] picture, byte[] pixels, string truth) two = Render(scenario, SmallDrive.Options with { Threads = 2 });
        Assert.Equal(one.picture, two.picture);
        Assert.Equal(one.pixels, two.pixels);
        Assert.Equal(one.truth, two.truth);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(120)]
    public void Next_AnyRate_ShowsTheFramesOwnTime(double rate)
    {
        DriveRenderer renderer = SmallDrive.Renderer("highway", SmallDrive.Options with { FrameRate = rate, Width = 64, Height = 64 });

        foreach (int frame in Enumerable.Range(0, 4))
        {
            Assert.Equal(frame / rate, renderer.Next(frame).CaptureTimeNs / 1e9, 1e-6);
            Assert.Equal(frame / rate, renderer.Scene.Traffic.Time, 1e-4);
        }
    }

    [Fact]
    public void Next_OtherSeed_GivesAnotherFrame()
    {
        DriveRenderer one = SmallDrive.Renderer("highway", SmallDrive.Options with { Seed = 1 });
        DriveRenderer two = SmallDrive.Renderer("highway", SmallDrive.Options with { Seed = 2 });
        one.Next(0);
        two.Next(0);
        Assert.NotEqual(one.Picture, two.Picture);
    }

    [Fact]
    public void NextBits_Seed_DecidesTheStream()
    {
        SeededRandom a = new(1);
        SeededRandom b = new(1);
        SeededRandom c = new(2);
        ulong[] first = [a.NextBits(), a.NextBits(), a.NextBits()];
        Assert.Equal(first, (IEnumerable<ulong>)[b.NextBits(), b.NextBits(), b.NextBits()]);
        Assert.DoesNotContain(c.NextBits(), first);
    }

    private static (byte[] Picture, byte[] Pixels, string Truth) Render(string scenario, SimulationOptions options)
    {
        DriveRenderer renderer = SmallDrive.Renderer(scenario, options);
        using StringWriter text = new();
        TruthJsonWriter json = new(text, "test", options.Width, options.Height, options.FrameRate);
        for (int frame = 0; frame < 3; frame++)
        {
            json.Write(renderer.Next(frame));
        }

        return (renderer.Picture, renderer.PixelTruth.ToArray(), text.ToString());
    }
}
