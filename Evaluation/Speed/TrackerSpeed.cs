using Evaluation.Replay;
using Fusion.Tracking;

namespace Evaluation.Speed;

/// <summary>How long the tracker takes a frame, everything switched on.</summary>
/// <param name="Name">The load.</param>
/// <param name="Frames">Frames measured.</param>
/// <param name="MeanMicroseconds">Mean time a frame.</param>
/// <param name="MedianMicroseconds">Median.</param>
/// <param name="P99Microseconds">99th percentile.</param>
/// <param name="BytesPerFrame">Managed memory allocated a frame.</param>
/// <param name="Tracks">Mean number of tracks alive.</param>
public sealed record TrackerSpeed(
    string Name, int Frames, double MeanMicroseconds, double MedianMicroseconds, double P99Microseconds, double BytesPerFrame, double Tracks)
{
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>Runs sequences again and again to warm up, at least once, then once to measure, on the calling thread.</summary>
    /// <param name="name">The load.</param>
    /// <param name="sequences">What is tracked; one frame at least.</param>
    /// <param name="options">The tracker's.</param>
    /// <param name="warmUp">For how long: .NET compiles what is hot anew, beside the first rounds, which a service has behind it soon.</param>
    /// <param name="time">The clock.</param>
    public static TrackerSpeed Measure(
        string name, IReadOnlyList<ReplaySequence> sequences, TrackerOptions options, TimeSpan warmUp, TimeProvider time)
    {
        Tracker[] trackers = [.. sequences.Select(sequence => new Tracker(options, sequence.Calibration, sequence.Width, sequence.Height))];
        int frames = sequences.Sum(sequence => sequence.Frames.Count);
        double[] microseconds = new double[frames];
        long alive = 0;
        long bytes = 0;
        long began = time.GetTimestamp();
        bool isMeasured = false;
        for (int round = 0; !isMeasured; round++)
        {
            isMeasured = round > 0 && time.GetElapsedTime(began) >= warmUp;
            int place = 0;
            alive = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < trackers.Length; index++)
            {
                Tracker tracker = trackers[index];
                tracker.Reset();
                IReadOnlyList<ReplayFrame> list = sequences[index].Frames;
                for (int frame = 0; frame < list.Count; frame++)
                {
                    ReplayFrame given = list[frame];
                    long start = time.GetTimestamp();
                    alive += tracker.Fuse(given.TimeNs, given.Detections, given.RangedObjects, given.EgoMotion, given.ImageMotion).Length;
                    microseconds[place++] = time.GetElapsedTime(start).Ticks * MicrosecondsPerSecond / TimeSpan.TicksPerSecond;
                }
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        double mean = microseconds.Average();
        Array.Sort(microseconds);
        return new TrackerSpeed(
            name, frames, mean, microseconds[frames / 2], microseconds[Math.Min(frames - 1, (int)(0.99 * frames))],
            bytes / (double)frames, alive / (double)frames);
    }
}
