using System.CommandLine;
using System.Security.Cryptography;
using Perception.Inference;
using Training.Onnx;

namespace Training.Shipping;

/// <summary><c>train export</c>: ships the weights of an ONNX file, with another image size where one is named.</summary>
public static class ExportCommand
{
    public static Command Create()
    {
        Option<string> from = new("--from") { Description = "An ONNX file of the three-in-one network.", Required = true };
        Option<string> folder = new("--out") { Description = "The folder for the network; other networks may be in it.", Required = true };
        Option<string> name = new("--name") { Description = "What the network and its files are called.", Required = true };
        Option<int?> width = new("--width") { Description = "Columns of its image, a multiple of 32; none: as in the file." };
        Option<int?> height = new("--height") { Description = "Rows of its image, a multiple of 32; none: as in the file." };
        Option<bool> replace = new("--replace") { Description = "Replace a network of that name." };
        Command command = new("export", "Write an ONNX file's weights as a network with manifest, golden frame and model card.") { from, folder, name, width, height, replace };
        command.SetAction(parsed => Run(
            parsed.GetValue(from)!,
            parsed.GetValue(folder)!,
            parsed.GetValue(name)!,
            parsed.GetValue(width),
            parsed.GetValue(height),
            parsed.GetValue(replace),
            parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <returns>0.</returns>
    /// <exception cref="TrainingException">The file holds another network, or shipping it failed.</exception>
    public static int Run(string from, string folder, string name, int? width, int? height, bool replace, TextWriter output)
    {
        FoldedWeights weights = OnnxWeights.Read(from);
        (int fileWidth, int fileHeight) = OnnxWeights.ReadImageSize(from);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(from)));
        ModelCard card = new()
        {
            Summary = $"The weights of {Path.GetFileName(from)} (SHA-256 `{sha256}`), exported anew; what they learned from is in that file's documents.",
            Reproduce = [$"./train export --from {Path.GetFileName(from)} --out DIR --name {name} --width {width ?? fileWidth} --height {height ?? fileHeight}"],
        };
        NetworkManifest manifest = ModelShipper.Ship(weights, card, new ShippingOptions
        {
            Folder = folder,
            Name = name,
            Width = width ?? fileWidth,
            Height = height ?? fileHeight,
            Replace = replace,
        });
        output.WriteLine($"{manifest.ManifestPath}: {name}, {width ?? fileWidth} × {height ?? fileHeight}, {weights.Classes} classes, {weights.ParameterCount:N0} learned numbers.");
        return 0;
    }
}
