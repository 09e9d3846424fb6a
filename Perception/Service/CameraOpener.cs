using Sensors.Sources;

namespace Perception.Service;

/// <summary>Opens what one entry of the configuration names.</summary>
internal static class CameraOpener
{
    /// <exception cref="Sensors.SensorException">It cannot be opened, or its calibration cannot be used.</exception>
    public static IFrameSource Open(CameraConfiguration camera, TimeProvider time)
    {
        if (camera.Drive is null)
        {
            throw new NotSupportedException();
        }

        IRecordedSource drive = DriveOpener.Open(camera.Drive, new DriveOpenOptions { CalibrationPath = camera.Calibration });
        return new NamedSource(camera.Loop ? new LoopingSource(drive) : drive, camera.Id);
    }
}
