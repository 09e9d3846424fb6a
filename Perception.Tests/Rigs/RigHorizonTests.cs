using Perception.Client;
using Perception.Tests.Shared;
using Sensors.Calibration;
using static Perception.Tests.Rigs.DrawnRig;

namespace Perception.Tests.Rigs;

/// <summary>Drawn cameras, calibrated, through real sessions to one world an instant.</summary>
public sealed class RigHorizonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each camera is tipped in its own way, so that the horizon is a camera's; one that gave no frame told none.</summary>
    [Theory]
    [InlineData(30, true)]
    [InlineData(90, false)]
    public async Task RunAsync_CalibratedCameras_EachThatLooksAheadHasTheHorizonOfItsFrame(double sideDegrees, bool isAhead)
    {
        CameraCalibration Calibrate(string id) => RigScene.Forward() with
        {
            CameraFromEgo = new CameraMounting(0, 0, 1.4, 0, 0, id == "side" ? sideDegrees * Math.PI / 180 : 0).ToCameraFromEgo(),
        };
        using RigRun run = Recorded(_folder, Lossless, calibrate: Calibrate);
        await run.Rig.RunAsync(CancellationToken.None);

        Assert.Equal(12, run.Worlds.Count);
        for (int i = 0; i < 12; i++)
        {
            WorldMessage world = run.Worlds[i];
            Assert.Null(world.Horizon);
            Assert.InRange(world.Cameras[0].Horizon!.OffsetSigma, 1e-4, 0.1);
            Assert.Equal(isAhead && i % 2 == 0, world.Cameras[1].Horizon is not null);
            Assert.Equal(world.Drivable!.Outline.Count, world.Drivable.Ground.Count);
        }
    }
}
