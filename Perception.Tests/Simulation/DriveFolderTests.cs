using Perception.Tests.Shared;
using Sensors.EgoMotion;
using Sensors.Sources;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;
using Simulation.Truth;

namespace Perception.Tests.Simulation;

/// <summary>A simulated drive is a whole drive folder, or none at all.</summary>
public sealed class DriveFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Simulate_Drive_OpensWithItsCalibrationAndMotion()
    {
        string drive = _folder.At("drive");
        SimulationOptions options = SmallDrive.Options with { Distortion = (-0.2f, 0.04f) };
        DriveSimulator.Simulate(SmallDrive.Scenario("curve"), options, drive, null, TestContext.Current.CancellationToken);
        using IRecordedSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        Assert.Equal((320, 180, 6L), (source.Description.Width, source.Description.Height, source.Description.FrameCount));
        Assert.Equal(250.0, source.Description.Calibration!.Fx, 6);
        Assert.Equal("MIT", source.Description.Licence);
        Assert.True(source.Description.EgoMotion!.TryAt(0, out EgoMotionSample sample));
        Assert.InRange(sample.Speed, 5, 40);
    }

    [Theory]
    [InlineData("run: 2")]
    [InlineData("# \"first\" \\ run")]
    public void Simulate_NameThatYamlReadsOtherwise_IsTheDrivesOwn(string name)
    {
        string drive = _folder.At(name);
        DriveSimulator.Simulate(SmallDrive.Scenario("highway"), SmallDrive.Options with { Seconds = 0.1 }, drive, null, TestContext.Current.CancellationToken);
        Assert.Equal(name, DriveManifest.Load(Path.Combine(drive, DriveManifest.FileName)).Name);
    }

    [Fact]
    public void Simulate_Masks_ReadBackAsTheyWereDrawn()
    {
        string drive = _folder.At("drive");
        Scenario scenario = SmallDrive.Scenario("highway");
        SimulationOptions options = SmallDrive.Options with { Seconds = 0.1 };
        DriveSimulator.Simulate(scenario, options, drive, null, TestContext.Current.CancellationToken);
        using MaskReader reader = new(File.OpenRead(Path.Combine(drive, "truth", "masks.bin.br")), "masks");
        Assert.Equal((320, 180, 2, 2), (reader.Width, reader.Height, reader.FrameCount, reader.MaskCount));
        DriveRenderer renderer = new(scenario, options);
        byte[] found = new byte[320 * 180];
        for (int frame = 0; frame < 2; frame++)
        {
            renderer.Next(frame);
            foreach (byte flag in (byte[])[1, 2])
            {
                reader.Read(found);
                byte[] expected = [.. renderer.PixelTruth.ToArray().Select(pixel => (byte)((pixel & flag) != 0 ? 1 : 0))];
                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public void Simulate_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource stop = new();
        string drive = _folder.At("drive");
        Assert.Throws<OperationCanceledException>(() =>
            DriveSimulator.Simulate(SmallDrive.Scenario("highway"), SmallDrive.Options, drive, _ => stop.Cancel(), stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Read_DamagedMasks_NamesTheFile()
    {
        string path = _folder.Write("masks.bin.br", "no masks at all");
        SimulationException fault = Assert.Throws<SimulationException>(() => new MaskReader(File.OpenRead(path), path));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }
}
