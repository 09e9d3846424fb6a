using System.CommandLine;
using System.Globalization;
using Evaluation;
using Evaluation.Replay;
using Evaluation.Speed;
using Fusion.Tracking;
using Perception.Recording;
using ScottPlot;

namespace Perception.Commands;

/// <summary><c>perceive track benchmark</c>: the tracker's time a frame, from a few objects to a thousand.</summary>
public static class TrackBenchmarkCommand
{
    private const string KittiDetections = "det_2d_rrc";
    private const int Seed = 1;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly int[] Loads = [10, 30, 100, 300, 1000];
    private static readonly int[] LoadFrames = [600, 600, 300, 150, 60];

    public static Command Create()
    {
        Option<string?> kitti = new("--kitti") { Description = "KITTI's tracking folder, for the load of its RRC detections." };
        Option<string?> chart = new("--chart") { Description = "Write a PNG of time against objects." };
        Command command = new("benchmark", "Measure the tracker's time a frame, everything switched on.") { kitti, chart };
        command.SetAction(parsed => EvaluationErrors.Relay(() => Run(
            parsed.GetValue(kitti), parsed.GetValue(chart), parsed.InvocationConfiguration.Output)));
        return command;
    }

    private static void Run(string? kitti, string? chart, TextWriter output)
    {
        if (chart is not null)
        {
            RecordingFile.Require(chart);
        }

        output.WriteLine($"{"load",-14} {"frames",7} {"tracks",8} {"mean µs",9} {"p50 µs",9} {"p99 µs",9} {"bytes",7}");
        if (kitti is not null)
        {
            List<ReplaySequence> sequences = KittiReplay.Read(kitti, [KittiDetections], ReplayConfigurations.Kitti);
            if (sequences.TrueForAll(sequence => sequence.Frames.All(frame => frame.Detections.Length == 0)))
            {
                throw new EvaluationException($"{Path.Combine(kitti, KittiDetections)}: expected detections, found none in {sequences.Count} sequences.");
            }

            Print(output, TrackerSpeed.Measure("KITTI, RRC", sequences, ReplayConfigurations.Kitti.Tracker, WarmUp, TimeProvider.System));
        }

        List<TrackerSpeed> speeds = [];
        TrackerOptions options = new() { MaximumTracks = 4096, MaximumDetections = 4096 };
        for (int index = 0; index < Loads.Length; index++)
        {
            ReplaySequence traffic = SyntheticTraffic.Create(Loads[index], LoadFrames[index], Seed);
            TrackerSpeed speed = TrackerSpeed.Measure(traffic.Name, [traffic], options, WarmUp, TimeProvider.System);
            speeds.Add(speed);
            Print(output, speed);
        }

        if (chart is not null)
        {
            Draw(chart, speeds);
        }
    }

    private static void Print(TextWriter output, TrackerSpeed speed) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{speed.Name,-14} {speed.Frames,7} {speed.Tracks,8:F1} {speed.MeanMicroseconds,9:F1} {speed.MedianMicroseconds,9:F1} {speed.P99Microseconds,9:F1} {speed.BytesPerFrame,7:F1}"));

    private static void Draw(string path, List<TrackerSpeed> speeds)
    {
        using Plot plot = new();
        plot.Add.Scatter(Loads.Select(load => (double)load).ToArray(), speeds.Select(speed => speed.MedianMicroseconds).ToArray());
        plot.XLabel("objects");
        plot.YLabel("µs a frame (median)");
        plot.SavePng(path, 700, 400);
    }
}
