using Sensors.Cameras;
using Sensors.Sources;

namespace Perception.Service;

/// <summary>Opens what one entry of the configuration names.</summary>
internal static class CameraOpener
{
    /// <param name="camera">The entry.</param>
    /// <param name="clock">Stamps a live camera's images.</param>
    /// <param name="stop">Ends the wait for a live camera's first image.</param>
    /// <exception cref="Sensors.SensorException">It cannot be opened, or its calibration cannot be used.</exception>
    public static IFrameSource Open(CameraConfiguration camera, UtcCaptureClock clock, CancellationToken stop)
    {
        if (camera.Address is not null)
        {
            LiveCameraOptions live = new()
            {
                Id = camera.Id,
                Address = CameraAddress.Parse(camera.Address),
                ImageWidth = camera.Width,
                ImageHeight = camera.Height,
                FrameRate = camera.FrameRate,
                CalibrationPath = camera.Calibration,
            };
            return LiveCameraSource.Open(live, clock, stop);
        }

        IRecordedSource drive = DriveOpener.Open(camera.Drive!, new DriveOpenOptions { CalibrationPath = camera.Calibration, CameraId = camera.DriveCamera });
        return new NamedSource(camera.Loop ? new LoopingSource(drive) : drive, camera.Id);
    }
}
