using System.CommandLine;
using Evaluation;
using Evaluation.Formats;
using Evaluation.Replay;

namespace Perception.Commands;

/// <summary><c>perceive track kitti|mot DIR</c>: runs the service's tracker over a data set's detection files.</summary>
public static class TrackCommand
{
    public static Command Create() => new("track", "Run the tracker over a data set's detection files and write its format.")
    {
        CreateFormat("kitti", "KITTI tracking: DIR holds label_02, calib, poses_orbslam3 and detection folders. With lidar detections the results have 3D boxes where they were measured.", "det_2d_rrc", "The folder of detections below DIR; several, with commas between, are fused.", RunKitti),
        CreateFormat("mot", "MOTChallenge: DIR holds gt, det and perhaps gmc (camera motion).", "det", "The folder of detections below DIR.", RunMot),
        TrackBenchmarkCommand.Create(),
    };

    private static Command CreateFormat(string name, string description, string usualDetections, string detectionsHelp, Action<string, string, string, TextWriter> run)
    {
        Argument<string> directory = new("DIR") { Description = "The data set's folder." };
        Option<string> detections = new("--detections")
        {
            Description = detectionsHelp,
            DefaultValueFactory = _ => usualDetections,
        };
        Option<string> output = new("--out") { Description = "Where the result files go.", Required = true };
        Command command = new(name, description) { directory, detections, output };
        command.SetAction(parsed => EvaluationErrors.Relay(() => run(
            parsed.GetValue(directory)!, parsed.GetValue(detections)!, parsed.GetValue(output)!, parsed.InvocationConfiguration.Output)));
        return command;
    }

    private static void RunKitti(string directory, string detections, string output, TextWriter report)
    {
        ReplayConfiguration configuration = ReplayConfigurations.Kitti;
        List<ReplaySequence> sequences = KittiReplay.Read(directory, Names(detections), configuration);
        if (sequences.TrueForAll(sequence => sequence.Frames.All(frame => frame.Detections.Length == 0)))
        {
            configuration = ReplayConfigurations.KittiLidar;
            sequences = KittiReplay.Read(directory, Names(detections), configuration);
        }

        foreach (ReplaySequence sequence in sequences)
        {
            List<LabelledBox> results = SequenceTracker.Run(sequence, configuration);
            ResultWriter.WriteKitti(Path.Combine(output, sequence.Name + ".txt"), results);
            string calibration = sequence.Calibration is null ? ", no calibration" : string.Empty;
            string poses = sequence.Frames.Any(frame => frame.EgoMotion is not null) ? string.Empty : ", no poses";
            string leftOut = sequence.LeftOut.Length > 0 ? $", left out: {sequence.LeftOut}" : string.Empty;
            report.WriteLine($"{Describe(sequence, results)}{calibration}{poses}{leftOut}");
        }
    }

    private static void RunMot(string directory, string detections, string output, TextWriter report)
    {
        ReplayConfiguration configuration = ReplayConfigurations.Mot;
        foreach (ReplaySequence sequence in MotReplay.Read(directory, detections))
        {
            List<LabelledBox> results = SequenceTracker.Run(sequence, configuration);
            ResultWriter.WriteMot(Path.Combine(output, sequence.Name + ".txt"), results);
            report.WriteLine(Describe(sequence, results));
        }
    }

    private static string[] Names(string detections)
    {
        string[] names = detections.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length > 0 ? names : throw new EvaluationException("--detections: expected the name of a folder, found none.");
    }

    private static string Describe(ReplaySequence sequence, List<LabelledBox> results) =>
        $"{sequence.Name}: {sequence.Frames.Count} frames, {results.Count} boxes, {results.Select(box => box.Id).Distinct().Count()} tracks";
}
