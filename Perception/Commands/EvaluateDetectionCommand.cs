using System.CommandLine;
using System.Globalization;
using Evaluation;
using Evaluation.Detection;
using Evaluation.Formats;
using Evaluation.Reports;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Perception.Publishing;
using Perception.Recording;

namespace Perception.Commands;

/// <summary><c>perceive evaluate detection</c>: average precision by COCO's and KITTI's definitions.</summary>
internal static class EvaluateDetectionCommand
{
    private const int MaxDetections = 1000;
    private const string PictureEnding = ".png";

    private enum Layout
    {
        Kitti,
        Coco,
        Yolo,
        Simulated,
    }

    public static Command Create()
    {
        Option<Layout> layout = new("--ground-truth") { Description = "Layout of the labelled data.", Required = true };
        Argument<string> folder = new("DIR") { Description = "The labelled data; for simulated a drive of 'perceive simulate' or a folder of such." };
        Option<string[]> detectors = new("--detector") { Description = "The networks; none: every network that finds objects and is here.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        Option<string[]> models = ModelsCommand.FoldersOption();
        Option<float> leastScore = new("--score-threshold") { Description = "Least score that counts, in place of the manifest's.", DefaultValueFactory = _ => 0.01f };
        Option<string?> curve = new("--curve") { Description = "Write the precision-recall curves at IoU 0.5 as PNG; the network's name is put in front of the ending.", HelpName = "OUT.png" };
        SimulatedTruthOptions counting = new();
        Option<double> leastHeight = new("--least-height") { Description = "For simulated: least height of what must be found, pixels of a frame 1280 wide.", DefaultValueFactory = _ => counting.LeastHeight };
        Option<double> mostHidden = new("--most-hidden") { Description = "For simulated: what must be found is hidden by less than this share.", DefaultValueFactory = _ => counting.MostHidden };
        NetworkRunOptions run = new();
        Command command = new("detection", "AP50, AP50:95 (COCO) and AP40 by difficulty (KITTI).") { folder, layout, detectors, models, leastScore, curve, leastHeight, mostHidden };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<ResolvedNetwork> networks = ModelCatalogue.Load(parsed.GetValue(models)!).Select(parsed.GetValue(detectors)!, NetworkTask.Objects);
            SimulatedTruthOptions simulated = counting with { LeastHeight = parsed.GetValue(leastHeight), MostHidden = parsed.GetValue(mostHidden) };
            simulated.Validate();
            if (parsed.GetValue(leastScore) is not (>= 0 and <= 1) and float score)
            {
                throw new EvaluationException(string.Create(CultureInfo.InvariantCulture, $"--score-threshold: expected a score from 0 to 1, found {score}."));
            }

            if (parsed.GetValue(layout) != Layout.Simulated && Array.Find([leastHeight, mostHidden], option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
            {
                throw new EvaluationException($"{unused.Name}: expected with --ground-truth simulated only, found it with {WireNames.Of(parsed.GetValue(layout))}.");
            }

            if (parsed.GetValue(curve) is { } file && !file.EndsWith(PictureEnding, StringComparison.OrdinalIgnoreCase))
            {
                throw new EvaluationException($"--curve: expected a file whose name ends in {PictureEnding}, found '{file}'.");
            }

            string[] pictures = parsed.GetValue(curve) is { } picture
                ? [.. networks.Select(network => Path.ChangeExtension(picture, network.Manifest.Name + Path.GetExtension(picture)))]
                : [];
            Array.ForEach(pictures, RecordingFile.Require);
            IEnumerable<(TruthImage Truth, Mat Pixels)> images = Open(parsed.GetValue(layout), parsed.GetValue(folder)!, simulated);
            List<DetectionRun> runs = [];
            int rows = 0;
            TextTable table = new("network", "class", "truth", "AP50", "AP50:95", "precision", "recall", "AP40 easy", "moderate", "hard");
            foreach ((int index, ResolvedNetwork network) in networks.Index())
            {
                runs = Detect(network, run.Read(parsed), images, parsed.GetValue(leastScore));
                rows += AddRows(table, network.Manifest, runs, parsed.GetValue(layout) == Layout.Kitti);
                if (pictures.Length > 0)
                {
                    Draw(pictures[index], network.Manifest.Name, runs);
                }
            }

            if (rows == 0)
            {
                NameCounts found = Names(runs, _ => true);
                throw new EvaluationException($"{parsed.GetValue(folder)}: expected truth of a class that one of the networks finds, found {(found.Total > 0 ? $"only {found}" : "none")}.");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{runs.Count} images; precision and recall at IoU 0.5 where their F1 is highest");
            table.Write(output);
            if (Names(runs, name => !ClassRule.Knows(name)) is { Total: > 0 } unknown)
            {
                output.WriteLine($"left out, of class names that are not known: {unknown} boxes");
            }

            return 0;
        });
        return command;
    }

    private static NameCounts Names(IReadOnlyList<DetectionRun> runs, Func<string, bool> isMeant)
    {
        NameCounts names = new();
        foreach (TruthBox box in runs.SelectMany(run => run.Truth.Boxes).Where(box => isMeant(box.Class)))
        {
            names.Add(box.Class);
        }

        return names;
    }

    /// <summary>The labelled images, read anew at each pass; whoever enumerates disposes the pixels.</summary>
    private static IEnumerable<(TruthImage Truth, Mat Pixels)> Open(Layout layout, string folder, SimulatedTruthOptions simulated)
    {
        if (layout == Layout.Simulated)
        {
            return SimulatedImages.Read(SimulatedImages.Find(folder), simulated);
        }

        IReadOnlyList<TruthImage> truth = layout switch
        {
            Layout.Kitti => KittiObjectTruth.Read(folder),
            Layout.Coco => CocoTruth.Read(folder),
            _ => YoloTruth.Read(folder, ImageSize),
        };
        return truth.Count > 0 ? truth.Select(image => (image, ReadImage(image.Path))) : throw new EvaluationException($"{folder}: expected labelled images, found none.");
    }

    private static (int Width, int Height) ImageSize(string path)
    {
        using Mat image = ReadImage(path);
        return (image.Width, image.Height);
    }

    internal static Mat ReadImage(string path)
    {
        Mat image = Cv2.ImRead(path, ImreadModes.Color);
        if (image.Empty())
        {
            image.Dispose();
            throw new EvaluationException($"{path}: expected an image, found something that cannot be read.");
        }

        return image;
    }

    private static List<DetectionRun> Detect(ResolvedNetwork resolved, NetworkOptions options, IEnumerable<(TruthImage Truth, Mat Pixels)> images, float leastScore)
    {
        // Average precision needs the low scores too.
        NetworkManifest manifest = resolved.Manifest with { ScoreThreshold = leastScore, ClassThresholds = new Dictionary<ObjectClass, float>() };
        using Network network = Network.Load(resolved with { Manifest = manifest }, options);
        IObjectDecoder decoder = DecoderRegistry.Standard.CreateObjectDecoder(network)!;
        Detection[] buffer = new Detection[MaxDetections];
        List<DetectionRun> runs = [];
        foreach ((TruthImage truth, Mat image) in images)
        {
            using Mat pixels = image;
            using NetworkBinding binding = network.CreateBinding(pixels.Width, pixels.Height);
            binding.Preprocess(pixels);
            network.Run(binding);
            runs.Add(new DetectionRun(truth, buffer[..decoder.Decode(binding, buffer)]));
        }

        return runs;
    }

    /// <summary>A row for each class that the data has and the network could find, whether it does or not.</summary>
    /// <returns>How many.</returns>
    private static int AddRows(TextTable table, NetworkManifest manifest, IReadOnlyList<DetectionRun> runs, bool isKitti)
    {
        int rows = 0;
        foreach (ClassRule rule in ClassRule.Standard)
        {
            int truth = runs.Sum(run => run.Truth.Boxes.Count(box => rule.Counts(box)));
            if (truth == 0 || !rule.Detected.Intersect(manifest.Classes.Values).Any())
            {
                continue;
            }

            rows++;
            IReadOnlyList<RecallPoint> curve = CocoPrecision.Curve(runs, rule, CocoPrecision.Thresholds[0]);
            RecallPoint best = curve.DefaultIfEmpty().MaxBy(point => point.Recall * point.Precision / Math.Max(point.Recall + point.Precision, double.Epsilon));
            string[] kitti = [.. KittiDifficulty.All.Select(difficulty => isKitti ? Percent(KittiPrecision.Average(runs, rule, difficulty)) : "")];
            table.Add(
                manifest.Name,
                rule.Name,
                truth.ToString(CultureInfo.InvariantCulture),
                Percent(CocoPrecision.Average(runs, rule, CocoPrecision.Thresholds[0])),
                Percent(CocoPrecision.AverageOverThresholds(runs, rule)),
                Percent(best.Precision),
                Percent(best.Recall),
                kitti[0],
                kitti[1],
                kitti[2]);
        }

        return rows;
    }

    private static void Draw(string path, string title, IReadOnlyList<DetectionRun> runs) => RecallPlot.Save(
        path,
        title,
        ClassRule.Standard
            .Where(rule => runs.Any(run => run.Truth.Boxes.Any(box => rule.Counts(box))))
            .Select(rule => (rule.Name, CocoPrecision.Curve(runs, rule, CocoPrecision.Thresholds[0]))));

    private static string Percent(double share) => double.IsNaN(share) ? "" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
