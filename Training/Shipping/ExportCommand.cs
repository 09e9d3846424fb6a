using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Perception.Inference;
using Training.Onnx;

namespace Training.Shipping;

/// <summary><c>train export</c>: ships the weights of an ONNX file, with another image size where one is named.</summary>
public static class ExportCommand
{
    private const double Middle = 0.5;

    /// <summary>The place of vehicles among <see cref="Labelling.Sets.LabelSet.Classes"/>.</summary>
    private const int Vehicle = 0;

    public static Command Create()
    {
        Option<string> from = new("--from") { Description = "An ONNX file of the three-in-one network.", Required = true };
        Option<string> folder = new("--out") { Description = "The folder for the network; other networks may be in it.", Required = true };
        Option<string> name = new("--name") { Description = "What the network and its files are called.", Required = true };
        Option<int?> width = new("--width") { Description = "Columns of its image, a multiple of 32; none: as in the file." };
        Option<int?> height = new("--height") { Description = "Rows of its image, a multiple of 32; none: as in the file." };
        Option<int> batch = new("--batch") { Description = "The most images that one run takes.", DefaultValueFactory = _ => 1 };
        Option<bool> isFixed = new("--fixed-batch") { Description = "Each run takes exactly so many; without it as many as there are." };
        Option<FileInfo?> card = new("--card") { Description = "The model card as JSON, as a training run writes it." };
        Option<double> drivable = new("--drivable-threshold") { Description = "Probability of the drivable mask that becomes 0.5.", DefaultValueFactory = _ => Middle };
        Option<double> lanes = new("--lane-threshold") { Description = "Probability of the lane mask that becomes 0.5.", DefaultValueFactory = _ => Middle };
        Option<double> vehicle = new("--vehicle-threshold") { Description = "Score of a vehicle that becomes 0.5.", DefaultValueFactory = _ => Middle };
        Option<double> tracking = new("--vehicle-tracking-score") { Description = "Score of a vehicle, as written, that the tracker takes for 0.5.", DefaultValueFactory = _ => Middle };
        Option<string?> mix = new("--mix") { Description = "Another ONNX file of that shape, whose weights are mixed in: of two networks of which one went on from the other." };
        Option<double?> mixShare = new("--mix-share") { Description = "Its share, 0 to 1; a half where none is given." };
        Option<string[]> failures = new("--failures") { Description = "Sets of labels whose worst frames the card shows; only frames that may be published.", AllowMultipleArgumentsPerToken = true };
        Option<bool> replace = new("--replace") { Description = "Replace a network of that name." };
        Command command = new("export", "Write an ONNX file's weights as a network with manifest, golden frame and model card.") { from, mix, mixShare, folder, name, width, height, batch, isFixed, card, drivable, lanes, vehicle, tracking, failures, replace };
        command.SetAction(parsed =>
        {
            (string File, double Share)? mixture = Mixture(parsed.GetValue(mix), parsed.GetValue(mixShare));
            if (parsed.GetValue(isFixed) && parsed.GetValue(batch) == 1)
            {
                throw new TrainingException("--fixed-batch: expected --batch with more than one image, found 1.");
            }

            return Run(
                parsed.GetValue(from)!,
                new ShippingOptions
                {
                    Folder = parsed.GetValue(folder)!,
                    Name = parsed.GetValue(name)!,
                    Width = parsed.GetValue(width) ?? OnnxWeights.ReadImageSize(parsed.GetValue(from)!).Width,
                    Height = parsed.GetValue(height) ?? OnnxWeights.ReadImageSize(parsed.GetValue(from)!).Height,
                    Batch = parsed.GetValue(batch),
                    IsBatchFixed = parsed.GetValue(isFixed),
                    VehicleTrackingScore = parsed.GetValue(tracking),
                    Replace = parsed.GetValue(replace),
                },
                parsed.GetValue(card)?.FullName,
                (parsed.GetValue(drivable), parsed.GetValue(lanes), parsed.GetValue(vehicle)),
                parsed.GetValue(failures) ?? [],
                parsed.InvocationConfiguration.Output,
                mixture);
        });
        return command;
    }

    private static (string File, double Share)? Mixture(string? file, double? share) => (file, share) switch
    {
        (null, null) => null,
        (null, _) => throw new TrainingException("--mix-share: expected --mix with another network, found none."),
        _ => (file, share ?? Middle),
    };

    /// <returns>0.</returns>
    /// <exception cref="TrainingException">The file holds another network, or shipping it failed.</exception>
    /// <exception cref="Labelling.Sets.LabelSetException">A set of <paramref name="failures"/> cannot be read.</exception>
    public static int Run(
        string from, ShippingOptions options, string? card, (double Drivable, double Lanes, double Vehicle) thresholds, IReadOnlyList<string> failures, TextWriter output,
        (string File, double Share)? mix = null)
    {
        FoldedWeights weights = OnnxWeights.Read(from);
        weights = mix is { } other ? weights.MixedWith(OnnxWeights.Read(other.File), other.Share) : weights;
        foreach ((int mask, double threshold) in (ReadOnlySpan<(int, double)>)[(0, thresholds.Drivable), (1, thresholds.Lanes)])
        {
            weights = threshold == Middle ? weights : ProbabilityCalibration.ShiftMask(weights, mask, threshold);
        }

        weights = thresholds.Vehicle == Middle ? weights : ProbabilityCalibration.ShiftScore(weights, Vehicle, thresholds.Vehicle);

        ModelCard page = card is null ? CardOf(from, mix, options, thresholds) : CardFile.Read(card);
        DirectoryInfo draft = Directory.CreateTempSubdirectory("perception-export-");
        try
        {
            page = failures.Count == 0 ? page : page with { Failures = [.. page.Failures, .. FailuresOf(weights, options, failures, draft.FullName)] };
            NetworkManifest manifest = ModelShipper.Ship(weights, page, options);
            output.WriteLine($"{manifest.ManifestPath}: {options.Name}, {options.Width} × {options.Height}, {weights.Classes} classes, {weights.ParameterCount:N0} learned numbers.");
            return 0;
        }
        finally
        {
            draft.Delete(recursive: true);
        }
    }

    /// <summary>Ships a draft to look at: the failures are those of the network as the service runs it.</summary>
    private static IReadOnlyList<CardFailure> FailuresOf(FoldedWeights weights, ShippingOptions options, IReadOnlyList<string> sets, string draft)
    {
        NetworkManifest manifest = ModelShipper.Ship(weights, new ModelCard { Summary = "A draft." }, options with { Folder = draft, Batch = 1, IsBatchFixed = false });
        using Network network = Network.Load(new ResolvedNetwork(manifest, Path.Combine(draft, $"{options.Name}.onnx")), new NetworkOptions());
        return new FailureFinder(network, new FailureOptions()).Find(sets, Path.Combine(draft, "failures"));
    }

    private static ModelCard CardOf(string from, (string File, double Share)? mix, ShippingOptions options, (double Drivable, double Lanes, double Vehicle) thresholds)
    {
        StringBuilder command = new();
        command.Append(CultureInfo.InvariantCulture, $"./train export --from {Path.GetFileName(from)}{(mix is { } other ? FormattableString.Invariant($" --mix {Path.GetFileName(other.File)} --mix-share {other.Share}") : "")} --out DIR --name {options.Name} --width {options.Width} --height {options.Height}");
        command.Append(options.Batch > 1 ? string.Create(CultureInfo.InvariantCulture, $" --batch {options.Batch}") : "").Append(options.IsBatchFixed ? " --fixed-batch" : "");
        foreach ((string option, double threshold) in (ReadOnlySpan<(string, double)>)[("drivable", thresholds.Drivable), ("lane", thresholds.Lanes), ("vehicle", thresholds.Vehicle)])
        {
            command.Append(threshold == Middle ? "" : string.Create(CultureInfo.InvariantCulture, $" --{option}-threshold {threshold}"));
        }

        command.Append(options.VehicleTrackingScore == Middle ? "" : string.Create(CultureInfo.InvariantCulture, $" --vehicle-tracking-score {options.VehicleTrackingScore}"));

        return new ModelCard
        {
            Summary = $"The weights of {Named(from)}{(mix is { } added ? FormattableString.Invariant($", mixed with a share of {added.Share} of those of {Named(added.File)}") : "")}, exported anew{(thresholds == (Middle, Middle, Middle) ? "" : " with other thresholds")}; what they learned from is in that file's documents.",
            Reproduce = [command.ToString()],
        };

        static string Named(string file) => $"{Path.GetFileName(file)} (SHA-256 `{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}`)";
    }
}
