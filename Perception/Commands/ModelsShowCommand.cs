using System.CommandLine;
using System.Globalization;
using Evaluation.Reports;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive models show NAME</c>: everything that a manifest says.</summary>
internal static class ModelsShowCommand
{
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "The network." };
        Option<string[]> folders = ModelsCommand.FoldersOption();
        Command command = new("show", "Show what a network's manifest says.") { name, folders };
        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Load(parsed.GetValue(folders)!);
            return Show(catalogue.Manifest(parsed.GetValue(name)!), catalogue, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Show(NetworkManifest manifest, ModelCatalogue catalogue, TextWriter output)
    {
        ImageInput input = manifest.Input;
        TextTable table = new("key", "value");
        table.Add("name", manifest.Name);
        table.Add("manifest", manifest.ManifestPath);
        table.Add("file", catalogue.Find(manifest) ?? $"{manifest.File} (absent)");
        table.Add("sha256", manifest.Sha256);
        table.Add("licence", manifest.Licence);
        table.Add("origin", manifest.Origin);
        table.Add("download", manifest.Download ?? "none");
        table.Add("tasks", string.Join(", ", manifest.Tasks));
        table.Add("decoder", manifest.Decoder);
        table.Add("input", $"{input.Tensor.Name} {input.Tensor}, {input.Colour}, (pixel - [{Join(input.Mean)}]) * [{Join(input.Scale)}]");
        table.Add("batch", manifest.MaxBatch == 1 ? "one image a run" : string.Create(CultureInfo.InvariantCulture, $"up to {manifest.MaxBatch} images a run"));
        table.Add("fit", input.Fit == InputFit.Stretch ? "stretch" : $"letterbox {input.Anchor}, pad {input.Pad}{(input.MostWidening > 1 ? $", widened by up to {input.MostWidening}" : "")}");
        foreach (ConstantInput extra in manifest.ExtraInputs)
        {
            table.Add("extra input", $"{extra.Tensor.Name} {extra.Tensor} = [{string.Join(", ", extra.Values)}]");
        }

        foreach (TensorContract tensor in manifest.Outputs)
        {
            table.Add("output", $"{tensor.Name} {tensor}");
        }

        table.Add("classes", string.Join(", ", manifest.Classes.Select(pair => $"{pair.Key} {pair.Value}")));
        table.Add("score", string.Create(CultureInfo.InvariantCulture, $"{manifest.ScoreThreshold}{string.Concat(manifest.ClassThresholds.Select(pair => $", {pair.Key} {pair.Value}"))}"));
        table.Add("score taken for 0.5", manifest.TrackingScores.Count == 0 ? "0.5" : string.Join(", ", manifest.TrackingScores.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}"))));
        table.Add("nms iou", manifest.NmsIou.ToString(CultureInfo.InvariantCulture));
        table.Add("golden frame", File.Exists(GoldenExpectation.PathFor(manifest)) ? "stored" : "none");
        table.Write(output);
        return 0;
    }

    private static string Join(IReadOnlyList<float> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
