using Evaluation.Drives;
using Fusion.Tracking;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.Sources;
using CameraDetection = Fusion.Tracking.Detection;

namespace Evaluation.Replay;

/// <summary>A drive of <c>perceive simulate</c> for the tracker: the true visible boxes in place of a network's.</summary>
/// <remarks>What then is wrong in a range is the ranging's own, not the network's.</remarks>
public static class DriveReplay
{
    // What a network can see of a road user: boxes of so many pixels, with so much of it not hidden.
    private const float LeastHeight = 12;
    private const float MostHidden = 0.8f;

    /// <param name="directory">A drive's folder.</param>
    /// <param name="truth">Its truth.</param>
    /// <param name="isCoarse">Give classes as the shipped network does: every motor vehicle is a <see cref="ObjectClass.Vehicle"/>.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static ReplaySequence Read(string directory, DriveTruth truth, bool isCoarse)
    {
        try
        {
            DriveManifest manifest = DriveManifest.Load(Path.Combine(directory, DriveManifest.FileName));
            CameraCalibration? calibration = manifest.Cameras[0] switch
            {
                { InlineCalibration: { } inline } => inline,
                { CalibrationPath: { } path } => CalibrationFile.Load(path, truth.Width, truth.Height),
                _ => null,
            };
            EgoMotionLog? motion = manifest.EgoMotionPath is { } log ? EgoMotionFile.Load(log) : null;
            return new ReplaySequence(manifest.Name, truth.Width, truth.Height, calibration, [.. truth.Frames.Select((frame, number) => new ReplayFrame(
                number, frame.CaptureTimeNs, [.. frame.Objects.Where(IsSeen).Select(item => new CameraDetection(Class(item.Class, isCoarse), 1, item.Visible))], [],
                motion is not null && motion.TryAt(frame.CaptureTimeNs, out EgoMotionSample sample) ? sample : null, null))]);
        }
        catch (Sensors.SensorException fault)
        {
            throw new EvaluationException(fault.Message);
        }
    }

    private static bool IsSeen(DriveTruthObject item) => item.Visible.Height >= LeastHeight && item.Occlusion <= MostHidden;

    private static ObjectClass Class(ObjectClass kind, bool isCoarse) => !isCoarse ? kind : kind.Group() switch
    {
        ObjectGroup.MotorVehicle => ObjectClass.Vehicle,
        ObjectGroup.TwoWheeler => ObjectClass.TwoWheeler,
        _ => kind,
    };
}
