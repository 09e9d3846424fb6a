using System.CommandLine;
using System.Globalization;
using Evaluation.Reports;
using OpenCvSharp;
using Perception.Inference;

namespace Perception.Commands;

/// <summary><c>perceive models bench</c>: what each network costs here, bare and with everything around it.</summary>
internal static class ModelsBenchCommand
{
    private const int MaxRuns = 100_000;

    public static Command Create(TimeProvider time)
    {
        Argument<string[]> names = new("NAME") { Description = "The networks; none: all whose files are here.", Arity = ArgumentArity.ZeroOrMore };
        Option<string[]> folders = ModelsCommand.FoldersOption();
        Option<int> runs = new("--runs") { Description = "Runs that are counted.", DefaultValueFactory = _ => 200 };
        Option<int> warmUp = new("--warm-up") { Description = "Runs before those.", DefaultValueFactory = _ => 20 };
        Option<int> width = new("--width") { Description = "Columns of the image.", DefaultValueFactory = _ => 1280 };
        Option<int> height = new("--height") { Description = "Rows of the image.", DefaultValueFactory = _ => 720 };
        Option<bool> preamble = new("--preamble") { Description = "Compare preprocessing outside the networks with nodes merged in front of them, in turn." };
        NetworkRunOptions run = new();
        Command command = new("bench", "Measure networks in turn: bare run, preprocessing, decoding, bytes allocated.") { names, folders, runs, warmUp, width, height, preamble };
        run.AddTo(command);
        foreach (Option<int> option in new[] { runs, warmUp, width, height })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > MaxRuns)
                {
                    result.AddError($"{option.Name}: expected 1 to {MaxRuns}, found {result.GetValueOrDefault<int>()}.");
                }
            });
        }

        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Load(parsed.GetValue(folders)!);
            IReadOnlyList<ResolvedNetwork> networks = catalogue.Select(parsed.GetValue(names)!);
            using Mat golden = GoldenFrame.Draw();
            using Mat image = new();
            Cv2.Resize(golden, image, new Size(parsed.GetValue(width), parsed.GetValue(height)));
            return parsed.GetValue(preamble)
                ? BenchPreambles(networks, run.Read(parsed), image, parsed.GetValue(warmUp), parsed.GetValue(runs), time, parsed.InvocationConfiguration.Output)
                : Bench(networks, run.Read(parsed), image, parsed.GetValue(warmUp), parsed.GetValue(runs), time, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Bench(IReadOnlyList<ResolvedNetwork> resolved, NetworkOptions options, Mat image, int warmUp, int runs, TimeProvider time, TextWriter output)
    {
        output.WriteLine($"{image.Width}x{image.Height}, {options.ThreadsOrDefault} threads, {runs} rounds of all; milliseconds; ratio = bare / the first one's, around = (pre + decode + lanes) / bare, medians");
        List<Network> networks = [];
        try
        {
            foreach (ResolvedNetwork one in resolved)
            {
                networks.Add(SharedOptions.LoadNetwork(one, options));
            }

            Write(networks, NetworkBenchmark.Measure(networks, image, warmUp, runs, time), output);
            return 0;
        }
        finally
        {
            networks.ForEach(network => network.Dispose());
        }
    }

    private static void Write(IReadOnlyList<Network> networks, IReadOnlyList<NetworkCost> costs, TextWriter output)
    {
        TextTable table = new("network", "provider", "bare", "p99", "ratio", "pre", "p99", "decode", "p99", "lanes", "p99", "whole", "p99", "around", "bytes");
        foreach ((Network network, NetworkCost cost) in networks.Zip(costs))
        {
            table.Add(
                network.Manifest.Name,
                network.Provider.ToString(),
                Ms(cost.Bare.Median),
                Ms(cost.Bare.P99),
                Ratio(cost.Bare.Median / costs[0].Bare.Median),
                Ms(cost.Preprocess.Median),
                Ms(cost.Preprocess.P99),
                Ms(cost.Decode.Median),
                Ms(cost.Decode.P99),
                Ms(cost.Lanes.Median),
                Ms(cost.Lanes.P99),
                Ms(cost.Whole.Median),
                Ms(cost.Whole.P99),
                cost.Overhead.ToString("P1", CultureInfo.InvariantCulture),
                cost.AllocatedBytes.ToString("0", CultureInfo.InvariantCulture));
        }

        table.Write(output);
    }

    private static int BenchPreambles(IReadOnlyList<ResolvedNetwork> networks, NetworkOptions options, Mat image, int warmUp, int runs, TimeProvider time, TextWriter output)
    {
        output.WriteLine($"{image.Width}x{image.Height}, {options.ThreadsOrDefault} threads, {runs} rounds of all three; milliseconds from image to answer; ratios to 'outside', medians");
        TextTable table = new("network", "provider", "outside", "p99", "normalise in front", "p99", "ratio", "resize in front", "p99", "ratio");
        foreach (ResolvedNetwork resolved in networks)
        {
            using Network network = SharedOptions.LoadNetwork(resolved, options);
            if (network.FixedBatch > 1)
            {
                output.WriteLine($"{resolved.Manifest.Name}: not applicable, as its file takes exactly {network.FixedBatch} images in each run and the nodes in front take one.");
                continue;
            }

            IReadOnlyList<DurationSummary> costs = PreambleBenchmark.Measure(network, image, warmUp, runs, time);
            DurationSummary outside = costs[(int)Preamble.None];
            DurationSummary normalise = costs[(int)Preamble.Normalise];
            DurationSummary resize = costs[(int)Preamble.Resize];
            table.Add(
                resolved.Manifest.Name,
                network.Provider.ToString(),
                Ms(outside.Median),
                Ms(outside.P99),
                Ms(normalise.Median),
                Ms(normalise.P99),
                Ratio(normalise.Median / outside.Median),
                Ms(resize.Median),
                Ms(resize.P99),
                Ratio(resize.Median / outside.Median));
        }

        table.Write(output);
        return 0;
    }

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Ms(TimeSpan duration) => duration.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
