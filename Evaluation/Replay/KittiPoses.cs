using Evaluation.Formats;
using Sensors.EgoMotion;

namespace Evaluation.Replay;

/// <summary>World-from-camera poses, 3 × 4 row-major, one line a frame.</summary>
internal static class KittiPoses
{
    private const int Values = 12;
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Speed and turn rate of the step to each frame; null at the first and where there is no pose file.</summary>
    public static EgoMotionSample?[] ReadMotion(string path, long frameNs)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        double[][] poses = [.. NumberLine.Read(path, [' ', '\t'], Values)
            .Select(line => Enumerable.Range(0, Values).Select(line.Number).ToArray())];
        EgoMotionSample?[] motion = new EgoMotionSample?[poses.Length];
        double dt = frameNs / NanosecondsPerSecond;
        for (int frame = 1; frame < poses.Length; frame++)
        {
            double[] before = poses[frame - 1];
            double[] after = poses[frame];

            // The step in the axes of the camera before; its Z is the way ahead.
            double ahead = (before[2] * (after[3] - before[3])) + (before[6] * (after[7] - before[7])) + (before[10] * (after[11] - before[11]));
            double turn = Heading(before) - Heading(after);
            turn = Math.IEEERemainder(turn, 2 * Math.PI);
            motion[frame] = new EgoMotionSample(frame * frameNs, ahead / dt, turn / dt);
        }

        return motion;
    }

    /// <summary>Direction of the optical axis about the vertical, to the right.</summary>
    private static double Heading(double[] pose) => Math.Atan2(pose[2], pose[10]);
}
