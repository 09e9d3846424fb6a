using System.CommandLine;
using System.Globalization;
using Evaluation.Lanes;
using Evaluation.Reports;
using OpenCvSharp;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive evaluate lanes</c>: TuSimple's accuracy and CULane's F1 of the lane lines.</summary>
internal static class EvaluateLanesCommand
{
    private const string CuLaneExtension = ".txt";

    public static Command Create()
    {
        Argument<string> labels = new("LABELS") { Description = "TuSimple labels (.json; image paths are relative to the file), or a CULane list of images (.txt) below or in the data set's root." };
        Option<string[]> lanes = new("--lanes") { Description = "The networks; none: every network that finds lanes and is here.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        Option<string[]> models = ModelsCommand.FoldersOption();
        NetworkRunOptions run = new();
        Command command = new("lanes", "TuSimple accuracy, FP, FN, and CULane F1 at IoU 0.5.") { labels, lanes, models };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<ResolvedNetwork> networks = ModelCatalogue.Load(parsed.GetValue(models)!).Select(parsed.GetValue(lanes)!, NetworkTask.Lanes);
            string file = parsed.GetValue(labels)!;
            bool isCuLane = Path.GetExtension(file) == CuLaneExtension;
            IReadOnlyList<LaneTruthImage> tuSimple = isCuLane ? [] : TuSimpleTruth.Read(file);
            IReadOnlyList<CuLaneImage> cuLane = isCuLane ? CuLaneTruth.Read(file) : [];
            TextTable table = isCuLane
                ? new TextTable("network", "F1", "precision", "recall", "TP", "FP", "FN")
                : new TextTable("network", "accuracy", "FP", "FN", "F1", "precision", "recall");
            NetworksWithout without = new("lane lines", parsed.GetValue(lanes)!.Length > 0);
            foreach (ResolvedNetwork resolved in networks)
            {
                using Network network = Network.Load(resolved, run.Read(parsed));
                if (!(isCuLane ? TryAddRow(table, network, cuLane) : TryAddRow(table, network, tuSimple)))
                {
                    without.Add(resolved.Manifest.Name);
                }
            }

            parsed.InvocationConfiguration.Output.WriteLine(isCuLane
                ? $"{cuLane.Count} images; F1 at IoU 0.5 by CULane"
                : $"{tuSimple.Count} images; accuracy, FP, FN by TuSimple; F1, precision, recall by CULane");
            table.Write(parsed.InvocationConfiguration.Output);
            without.Write(parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    /// <returns>False where the network gives no lane lines.</returns>
    private static bool TryAddRow(TextTable table, Network network, IReadOnlyList<LaneTruthImage> truth)
    {
        List<TuSimpleScore> scores = [];
        CuLaneScore counts = default;
        foreach (LaneTruthImage image in truth)
        {
            using Mat pixels = EvaluateDetectionCommand.ReadImage(image.Path);
            if (StillLanes.Find(network, pixels) is not { } found)
            {
                return false;
            }

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
        return true;
    }

    /// <inheritdoc cref="TryAddRow(TextTable, Network, IReadOnlyList{LaneTruthImage})"/>
    private static bool TryAddRow(TextTable table, Network network, IReadOnlyList<CuLaneImage> truth)
    {
        CuLaneScore counts = default;
        foreach (CuLaneImage image in truth)
        {
            using Mat pixels = EvaluateDetectionCommand.ReadImage(image.Path);
            if (StillLanes.Find(network, pixels) is not { } found)
            {
                return false;
            }

            counts += CuLaneScore.Of(found, image.Lines, pixels.Width, pixels.Height);
        }

        table.Add(
            network.Manifest.Name, Percent(counts.F1), Percent(counts.Precision), Percent(counts.Recall),
            Whole(counts.TruePositives), Whole(counts.FalsePositives), Whole(counts.FalseNegatives));
        return true;
    }

    private static string Whole(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
