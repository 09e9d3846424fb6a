using Perception.Tests.Shared;
using Sensors.Calibration;
using Sensors.Sources;
using Simulation;
using Simulation.Drives;
using Simulation.Rendering;
using Simulation.Scenarios;

namespace Perception.Tests.Simulation;

/// <summary>Varied drives differ in camera and traffic with the seed, and state their camera in the calibration.</summary>
public sealed class DriveVariationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Varied_Seeds_DifferInMountLensAndBonnetWithinTheirRanges()
    {
        List<DriveVariation> found = [];
        for (int seed = 0; seed < 200; seed++)
        {
            found.Add(DriveVariation.Varied(SmallDrive.Scenario("urban"), 0.5625f, new SeededRandom(seed)));
        }

        Assert.All(found, drive => Assert.InRange(drive.Mount.Position.Z, 1.15f, 2.6f));
        Assert.All(found, drive => Assert.InRange(drive.FocalShare, 0.44f, 1.51f));
        Assert.Contains(found, drive => drive.Bonnet);
        Assert.Contains(found, drive => !drive.Bonnet);
        Assert.Contains(found, drive => drive.Distortion.K1 < 0);
        Assert.Contains(found, drive => drive.Distortion.K1 == 0);
        Assert.True(found.Max(drive => drive.FocalShare) > 1.7f * found.Min(drive => drive.FocalShare));
    }

    [Fact]
    public void Varied_SameSeed_IsTheSame()
    {
        DriveVariation one = DriveVariation.Varied(SmallDrive.Scenario("urban"), 0.5625f, new SeededRandom(7));
        DriveVariation two = DriveVariation.Varied(SmallDrive.Scenario("urban"), 0.5625f, new SeededRandom(7));
        Assert.Equal(one, two);
    }

    [Fact]
    public void Next_VariedWithBonnet_ShowsNoRoadBehindIt()
    {
        DriveRenderer renderer = new(SmallDrive.Scenario("curve"), SmallDrive.Options with { Seed = 7010, Varied = true });
        Assert.True(renderer.Scene.Variation.Bonnet);
        renderer.Next(0);
        (int width, int height) = (SmallDrive.Options.Width, SmallDrive.Options.Height);
        Assert.DoesNotContain(renderer.PixelTruth[^width..].ToArray(), pixel => (pixel & (byte)PixelTruth.Drivable) != 0);
        Assert.Contains(renderer.PixelTruth[..(height / 2 * width)].ToArray(), pixel => (pixel & (byte)PixelTruth.Drivable) != 0);
    }

    [Fact]
    public void Simulate_Varied_WritesItsOwnCameraAndOrigin()
    {
        string drive = _folder.At("drive");
        SimulationOptions options = SmallDrive.Options with { Varied = true, Seconds = 4, FrameRate = 0.5 };
        DriveSimulator.Simulate(SmallDrive.Scenario("urban"), options, drive, null, TestContext.Current.CancellationToken);
        using IRecordedSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        DriveRenderer renderer = new(SmallDrive.Scenario("urban"), options);
        CameraCalibration calibration = source.Description.Calibration!;
        Assert.Equal(2, source.Description.FrameCount);
        Assert.Equal(320 * renderer.Scene.Variation.FocalShare, calibration.Fx, 3);
        Assert.Contains("--fps 0.5 --varied", File.ReadAllText(Path.Combine(drive, "drive.yaml")), StringComparison.Ordinal);
    }
}
