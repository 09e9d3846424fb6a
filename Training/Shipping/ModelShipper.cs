using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Perception.Inference;
using Sensors;
using Training.Onnx;

namespace Training.Shipping;

/// <summary>
/// Writes a finished network with all that belongs to it: <c>NAME.onnx</c>, its manifest <c>NAME.yaml</c>, the model card <c>NAME.md</c>
/// with <c>pictures/NAME/</c>, and <c>golden/NAME.yaml</c>.
/// </summary>
/// <remarks>
/// All files are made in a hidden folder first, where the network is loaded, run and checked as the service will; then they are moved,
/// the manifest last. A network without manifest does not exist for the service, so at no time is there half of one.
/// </remarks>
public static class ModelShipper
{
    /// <returns>The manifest as it can be loaded now.</returns>
    /// <exception cref="TrainingException">The options are wrong, the network is there already, a picture is not, or the service cannot run the network.</exception>
    public static NetworkManifest Ship(FoldedWeights weights, ModelCard card, ShippingOptions options)
    {
        Check(card, options);
        bool isNewFolder = !Directory.Exists(options.Folder);
        string staging = Path.Combine(options.Folder, $".{options.Name}.{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(staging);
            Stage(weights, card, options, staging);
            Publish(staging, options);
            return NetworkManifest.Load(ManifestPath(options.Folder, options.Name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelException)
        {
            throw new TrainingException($"{options.Folder}: expected to write the network {options.Name}, found: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }

            if (isNewFolder && Directory.Exists(options.Folder) && !Directory.EnumerateFileSystemEntries(options.Folder).Any())
            {
                Directory.Delete(options.Folder);
            }
        }
    }

    private static void Check(ModelCard card, ShippingOptions options)
    {
        try
        {
            OptionRanges.Require(options);
        }
        catch (ValidationException error)
        {
            throw new TrainingException($"Shipping '{options.Name}': {error.Message}", error);
        }

        string manifest = ManifestPath(options.Folder, options.Name);
        if (!options.Replace && File.Exists(manifest))
        {
            throw new TrainingException($"{manifest}: expected no network of that name yet, found one.");
        }

        if (card.Failures.FirstOrDefault(failure => failure.Picture != null && !File.Exists(failure.Picture)) is CardFailure failure)
        {
            throw new TrainingException($"{failure.Picture}: expected a picture of the failure '{failure.Text}', found none.");
        }
    }

    private static void Stage(FoldedWeights weights, ModelCard card, ShippingOptions options, string staging)
    {
        byte[] onnx = OnnxExporter.Write(
            weights, options.Width, options.Height, options.Batch == 1 || options.IsBatchFixed ? options.Batch : null);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));
        string path = Path.Combine(staging, $"{options.Name}.onnx");
        File.WriteAllBytes(path, onnx);
        File.WriteAllText(ManifestPath(staging, options.Name), ManifestText.Write(options, sha256, weights.Classes));
        File.WriteAllText(Path.Combine(staging, $"{options.Name}.md"), CardText.Write(card, options, weights, sha256, StagePictures(card, options, staging)));

        NetworkManifest manifest = NetworkManifest.Load(ManifestPath(staging, options.Name));
        using Network network = Network.Load(new ResolvedNetwork(manifest, path), new NetworkOptions());
        _ = DecoderRegistry.Standard.CreateObjectDecoder(network);
        _ = DecoderRegistry.Standard.CreateMaskDecoder(network);
        GoldenExpectation.Record(network).Save(GoldenExpectation.PathFor(manifest));
    }

    private static List<string?> StagePictures(ModelCard card, ShippingOptions options, string staging)
    {
        List<string?> pictures = [];
        foreach (CardFailure failure in card.Failures)
        {
            string? copy = null;
            if (failure.Picture != null)
            {
                copy = string.Create(CultureInfo.InvariantCulture, $"pictures/{options.Name}/{pictures.Count + 1}{Path.GetExtension(failure.Picture)}");
                Directory.CreateDirectory(Path.Combine(staging, "pictures", options.Name));
                File.Copy(failure.Picture, Path.Combine(staging, copy));
            }

            pictures.Add(copy);
        }

        return pictures;
    }

    private static void Publish(string staging, ShippingOptions options)
    {
        string manifest = ManifestPath(options.Folder, options.Name);
        string pictures = Path.Combine(options.Folder, "pictures", options.Name);
        File.Delete(manifest);
        if (Directory.Exists(pictures))
        {
            Directory.Delete(pictures, recursive: true);
        }

        string last = ManifestPath(staging, options.Name);
        foreach (string file in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories).Where(file => file != last).ToArray())
        {
            string target = Path.Combine(options.Folder, Path.GetRelativePath(staging, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file, target, overwrite: true);
        }

        File.Move(last, manifest, overwrite: true);
    }

    private static string ManifestPath(string folder, string name) => Path.Combine(folder, $"{name}.yaml");
}
