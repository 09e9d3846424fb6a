using System.CommandLine;
using System.Globalization;
using Evaluation.Lanes;
using OpenCvSharp;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive evaluate lanes</c>: TuSimple's accuracy and CULane's F1 of the lane lines.</summary>
internal static class EvaluateLanesCommand
{
    public static Command Create()
    {
        Argument<string> labels = new("LABELS.json") { Description = "TuSimple labels; image paths are relative to the file." };
        Option<string[]> lanes = new("--lanes") { Description = "The networks; none: every network that finds lanes and is here.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        Option<string[]> models = ModelsCommand.FoldersOption();
        NetworkRunOptions run = new();
        Command command = new("lanes", "TuSimple accuracy, FP, FN, and CULane F1 at IoU 0.5.") { labels, lanes, models };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<ResolvedNetwork> networks = ModelCatalogue.Load(parsed.GetValue(models)!).Select(parsed.GetValue(lanes)!, NetworkTask.Lanes);
            IReadOnlyList<LaneTruthImage> truth = TuSimpleTruth.Read(parsed.GetValue(labels)!);
            TextTable table = new("network", "accuracy", "FP", "FN", "F1", "precision", "recall");
            foreach (ResolvedNetwork resolved in networks)
            {
                using Network network = Network.Load(resolved, run.Read(parsed));
                AddRow(table, network, truth);
            }

            parsed.InvocationConfiguration.Output.WriteLine($"{truth.Count} images; accuracy, FP, FN by TuSimple; F1, precision, recall by CULane");
            table.Write(parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void AddRow(TextTable table, Network network, IReadOnlyList<LaneTruthImage> truth)
    {
        List<TuSimpleScore> scores = [];
        CuLaneScore counts = default;
        foreach (LaneTruthImage image in truth)
        {
            using Mat pixels = EvaluateDetectionCommand.ReadImage(image.Path);
            IReadOnlyList<IReadOnlyList<Sensors.Calibration.Pixel>> found = StillLanes.Find(network, pixels);
            scores.Add(TuSimpleScore.Of([.. found.Select(line => LaneSampling.AtRows(line, image.Rows))], image.Lanes, image.Rows, pixels.Width));
            counts += CuLaneScore.Of(found, [.. image.Lanes.Select(lane => LaneSampling.ToPoints(lane, image.Rows))], pixels.Width, pixels.Height);
        }

        table.Add(
            network.Manifest.Name,
            Percent(scores.Average(score => score.Accuracy)),
            Percent(scores.Average(score => score.FalsePositives)),
            Percent(scores.Average(score => score.FalseNegatives)),
            Percent(counts.F1),
            Percent(counts.Precision),
            Percent(counts.Recall));
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
