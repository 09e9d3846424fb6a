using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Evaluation;
using Evaluation.Reports;
using Evaluation.Segmentation;
using Fusion.Lanes;
using OpenCvSharp;
using Perception.Inference;
using Perception.Lanes;

namespace Perception.Commands;

/// <summary><c>perceive evaluate drivable</c>: overlap of the drivable-area mask with labelled road.</summary>
internal static class EvaluateDrivableCommand
{
    public static Command Create()
    {
        Argument<string> folder = new("DIR") { Description = "The labelled data: image/NAME.jpg or .png and label/NAME.png with a class number a pixel." };
        Option<string[]> lanes = new("--lanes") { Description = "The networks; none: every network that finds lanes and is here.", HelpName = "NAME", DefaultValueFactory = _ => [] };
        Option<string[]> models = ModelsCommand.FoldersOption();
        Option<byte> positive = new("--class") { Description = "Class number of the road.", DefaultValueFactory = _ => 3 };
        Option<byte[]> unscored = new("--void") { Description = "Class numbers that are not scored.", DefaultValueFactory = _ => [11] };
        Option<double> threshold = new("--threshold") { Description = "Least probability that counts as drivable.", DefaultValueFactory = _ => 0.5 };
        NetworkRunOptions run = new();
        Command command = new("drivable", "Intersection over union of the drivable area with labelled road.") { folder, lanes, models, positive, unscored, threshold };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            IReadOnlyList<ResolvedNetwork> networks = ModelCatalogue.Load(parsed.GetValue(models)!).Select(parsed.GetValue(lanes)!, NetworkTask.Lanes);
            if (parsed.GetValue(threshold) is not (> 0 and < 1) and double found)
            {
                throw new EvaluationException(string.Create(CultureInfo.InvariantCulture, $"--threshold: expected a probability between 0 and 1, found {found}."));
            }

            string[] images = ImagesOf(parsed.GetValue(folder)!);
            TextTable table = new("network", "IoU", "precision", "recall");
            NetworksWithout without = new("a drivable mask", parsed.GetValue(lanes)!.Length > 0);
            foreach (ResolvedNetwork resolved in networks)
            {
                using Network network = Network.Load(resolved, run.Read(parsed));
                MaskScore? sum = default(MaskScore);
                foreach (string image in images)
                {
                    sum = sum is null ? null : sum + Score(network, image, parsed.GetValue(positive), parsed.GetValue(unscored)!, parsed.GetValue(threshold));
                }

                if (sum is not { } score)
                {
                    without.Add(resolved.Manifest.Name);
                    continue;
                }

                if (score.TruePositives + score.FalseNegatives == 0)
                {
                    throw new EvaluationException($"{parsed.GetValue(folder)}: expected labels with the class {parsed.GetValue(positive)} of the road, found none.");
                }

                table.Add(resolved.Manifest.Name, Percent(score.IntersectionOverUnion), Percent(score.Precision), Percent(score.Recall));
            }

            parsed.InvocationConfiguration.Output.WriteLine($"{images.Length} images; class {parsed.GetValue(positive)}; all pixels together");
            table.Write(parsed.InvocationConfiguration.Output);
            without.Write(parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static string[] ImagesOf(string folder)
    {
        string images = Path.Combine(folder, "image");
        string[] found = Directory.Exists(images) ? [.. Directory.EnumerateFiles(images).Order(StringComparer.Ordinal)] : [];
        return found.Length > 0 ? found : throw new EvaluationException($"{folder}: expected the folders image and label, found no images.");
    }

    /// <returns>Null where the network gives no drivable mask.</returns>
    private static MaskScore? Score(Network network, string path, byte positive, byte[] unscored, double threshold)
    {
        using Mat image = EvaluateDetectionCommand.ReadImage(path);
        string labelPath = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(path))!, "label", Path.GetFileNameWithoutExtension(path) + ".png");
        using Mat label = Cv2.ImRead(labelPath, ImreadModes.Grayscale);
        if (label.Width != image.Width || label.Height != image.Height)
        {
            throw new EvaluationException($"{labelPath}: expected a label of {image.Width}x{image.Height}, found {label.Width}x{label.Height}.");
        }

        int width = label.Width;
        int height = label.Height;
        byte[] labels = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            Marshal.Copy(label.Ptr(y), labels, y * width, width);
        }

        using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);
        IMaskDecoder decoder = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        SegmentationMask drivable = decoder.CreateMask(binding);
        SegmentationMask lines = decoder.CreateMask(binding);
        binding.Preprocess(image);
        network.Run(binding);
        decoder.Decode(binding, drivable, lines);
        return drivable.IsPresent ? MaskComparison.Compare(drivable, width, labels, positive, unscored, threshold) : null;
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
