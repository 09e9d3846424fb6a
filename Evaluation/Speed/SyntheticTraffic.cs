using Evaluation.Replay;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;
using Sensors.EgoMotion;
using CameraDetection = Fusion.Tracking.Detection;

namespace Evaluation.Speed;

/// <summary>Seeded sequences of boxes that move about the image of a standing camera, some missed, some of them clutter: a load that grows as asked.</summary>
public static class SyntheticTraffic
{
    private const int Width = 3840;
    private const int Height = 2160;
    private const double MissedShare = 0.1;
    private const double ClutterShare = 0.1;
    private const long FrameNs = 33_333_333;
    private const double FocalLength = 2000;
    private const double CameraHeight = 1.5;

    /// <param name="objects">How many move at a time.</param>
    /// <param name="frames">How many frames.</param>
    /// <param name="seed">The same seed gives the same sequence.</param>
    public static ReplaySequence Create(int objects, int frames, int seed)
    {
        Random random = new(seed);
        double[] x = [.. Enumerable.Range(0, objects).Select(_ => random.NextDouble() * Width)];
        double[] y = [.. Enumerable.Range(0, objects).Select(_ => random.NextDouble() * Height)];
        double[] vx = [.. Enumerable.Range(0, objects).Select(_ => (random.NextDouble() - 0.5) * 12)];
        double[] vy = [.. Enumerable.Range(0, objects).Select(_ => (random.NextDouble() - 0.5) * 12)];
        double[] size = [.. Enumerable.Range(0, objects).Select(_ => 40 + (random.NextDouble() * 80))];
        List<ReplayFrame> sequence = [];
        for (int frame = 0; frame < frames; frame++)
        {
            List<CameraDetection> detections = [];
            for (int index = 0; index < objects; index++)
            {
                x[index] = Bounce(x[index], ref vx[index], Width);
                y[index] = Bounce(y[index], ref vy[index], Height);
                if (random.NextDouble() >= MissedShare)
                {
                    detections.Add(Box(x[index] + Jitter(random), y[index] + Jitter(random), size[index], 0.5 + (random.NextDouble() / 2)));
                }

                if (random.NextDouble() < ClutterShare)
                {
                    detections.Add(Box(random.NextDouble() * Width, random.NextDouble() * Height, 40 + (random.NextDouble() * 80), 0.1 + (random.NextDouble() / 2)));
                }
            }

            long time = frame * FrameNs;
            sequence.Add(new ReplayFrame(frame, time, [.. detections], [], new EgoMotionSample(time, 0, 0), null));
        }

        return new ReplaySequence($"{objects} objects", Width, Height, Camera(), sequence);
    }

    private static CameraDetection Box(double x, double y, double size, double score) => new(
        ObjectClass.Car, (float)score, new Box((float)(x - (size / 2)), (float)(y - (size / 2)), (float)(x + (size / 2)), (float)(y + (size / 2))));

    private static double Jitter(Random random) => (random.NextDouble() - 0.5) * 4;

    private static double Bounce(double place, ref double velocity, double limit)
    {
        double next = place + velocity;
        if (next < 0 || next > limit)
        {
            velocity = -velocity;
            next = Math.Clamp(next, 0, limit);
        }

        return next;
    }

    private static CameraCalibration Camera() => new()
    {
        Width = Width,
        Height = Height,
        Fx = FocalLength,
        Fy = FocalLength,
        Cx = Width / 2.0,
        Cy = Height / 2.0,
        CameraFromEgo = new RigidTransform(0, -1, 0, 0, 0, -1, 1, 0, 0, 0, CameraHeight, 0),
        Source = "synthetic",
    };
}
