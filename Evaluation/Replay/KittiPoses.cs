using Evaluation.Formats;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.Frames;
using Sensors.OpticalFlow;

namespace Evaluation.Replay;

/// <summary>World-from-camera poses, 3 × 4 row-major, one line a frame.</summary>
internal static class KittiPoses
{
    private const int Values = 12;
    private const int RowLength = 4;
    /// <summary>The step to each frame; null at the first and where there is no pose file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frameNs">From one frame to the next.</param>
    /// <param name="camera">The camera whose image moves, square to the poses'; null where it is not known.</param>
    /// <exception cref="EvaluationException">The file cannot be read.</exception>
    public static PoseStep?[] Read(string path, long frameNs, CameraCalibration? camera)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        double[][] poses = [.. NumberLine.Read(path, [' ', '\t'], Values)
            .Select(line => Enumerable.Range(0, Values).Select(line.Number).ToArray())];
        PoseStep?[] steps = new PoseStep?[poses.Length];
        for (int frame = 1; frame < poses.Length; frame++)
        {
            double[] before = poses[frame - 1];
            double[] after = poses[frame];
            steps[frame] = new PoseStep(EgoMotion(before, after, frame * frameNs, frameNs / Nanoseconds.PerSecond), camera is null ? null : Turning(before, after, camera));
        }

        return steps;
    }

    private static EgoMotionSample EgoMotion(double[] before, double[] after, long timeNs, double dt)
    {
        // The step in the axes of the camera before; its Z is the way ahead.
        double ahead = (before[2] * (after[3] - before[3])) + (before[6] * (after[7] - before[7])) + (before[10] * (after[11] - before[11]));
        double turn = Math.IEEERemainder(Heading(before) - Heading(after), 2 * Math.PI);
        return new EgoMotionSample(timeNs, ahead / dt, turn / dt);
    }

    /// <summary>How the image moves as the camera turns: the shift of what was on the optical axis, and the roll about it.</summary>
    private static ImageMotion Turning(double[] before, double[] after, CameraCalibration camera)
    {
        double x = camera.Fx * Seen(0, 2) / Seen(2, 2);
        double y = camera.Fy * Seen(1, 2) / Seen(2, 2);
        double roll = Math.Atan2(Seen(1, 0), Seen(0, 0));
        return new ImageMotion(1, -roll, x + (roll * camera.Cy), roll, 1, y - (roll * camera.Cx));

        // Of the rotation from the camera before to the one after.
        double Seen(int row, int column) => Enumerable.Range(0, 3).Sum(axis => after[(axis * RowLength) + row] * before[(axis * RowLength) + column]);
    }

    /// <summary>Direction of the optical axis about the vertical, to the right.</summary>
    private static double Heading(double[] pose) => Math.Atan2(pose[2], pose[10]);
}
