using Evaluation.Drives;
using Sensors.Sources;

namespace Perception.Teaching;

/// <summary>Finds the truth that comes with a drive.</summary>
internal static class ClipTruth
{
    /// <returns>Null where there is none.</returns>
    public static IClipTruth? Find(SourceDescription drive)
    {
        if (drive.TruthPath is not string path)
        {
            return null;
        }

        bool isSimulated = File.Exists(Path.Combine(path, DriveTruth.FileName)) && File.Exists(Path.Combine(path, SimulatedTruth.MaskFile));
        string[] kitti = isSimulated || !Directory.Exists(path) ? [] : Directory.GetFiles(path, "*.txt", SearchOption.AllDirectories);
        return isSimulated ? new SimulatedTruth(path)
            : File.Exists(path) ? new KittiTrackingTruth(path)
            : kitti.Length == 1 ? new KittiTrackingTruth(kitti[0])
            : null;
    }
}
