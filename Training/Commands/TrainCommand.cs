using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Labelling.Sets;
using OpenCvSharp;
using Perception.Commands;
using Perception.Inference;
using Sensors;
using Simulation;
using Training.Networks;
using Training.Onnx;
using Training.Optimisation;
using Training.Runs;
using Training.Samples;
using Training.Shipping;
using Training.Torch;

namespace Training.Commands;

/// <summary><c>train</c>: trains the project's network on sets of labels.</summary>
internal static class TrainCommand
{
    private const int StoppedExitCode = 130;

    /// <returns>0 where all went well; otherwise one sentence is on standard error.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = Create();
        OptionValues.Check(root);
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"train: {ParseFailure.Sentence(parsed)} (see 'train --help')");
            return 2;
        }

        try
        {
            RuntimeTelemetry.TurnOff();
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (failure is TrainingException or LabelSetException or SensorException or SimulationException or ModelException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"train: {failure.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static RootCommand Create()
    {
        TrainingOptions plain = new();
        Option<string[]> data = new("--data") { Description = "Sets of labels to train on: FOLDER, FOLDER=weight or FOLDER=weight:late, where late holds in the last part.", AllowMultipleArgumentsPerToken = true };
        Option<string[]> validate = new("--validate") { Description = "Sets of labels that only validate.", AllowMultipleArgumentsPerToken = true };
        Option<string?> heldOut = new("--hold-out") { Description = "Scenes whose name matches this expression do not train but validate." };
        Option<DirectoryInfo?> output = new("--out") { Description = "Folder of the run: checkpoint, curves, weights." };
        Option<FileInfo?> from = new("--from") { Description = "Starts from the weights of an exported network." };
        Option<NetworkPart[]> only = new("--only") { Description = "Trains these parts alone; the others stay as --from has them.", AllowMultipleArgumentsPerToken = true };
        Option<bool> resume = new("--resume") { Description = "Goes on from the checkpoint in --out, with the same data and options; only --steps and --threads may differ." };
        Option<double> minutes = new("--minutes") { Description = "Time to take.", DefaultValueFactory = _ => plain.Minutes };
        Option<long?> steps = new("--steps") { Description = "Number of steps, instead of --minutes." };
        Option<double> rate = new("--learning-rate") { Description = "At the end of the warm-up.", DefaultValueFactory = _ => plain.LearningRate };
        Option<double> firstShare = new("--small-share") { Description = "Share of the steps at the smaller input.", DefaultValueFactory = _ => plain.FirstShare };
        Option<int> maskChannels = new("--mask-channels") { Description = "Channels of the mask head; where --from has more, those stay that weigh most.", DefaultValueFactory = _ => plain.MaskChannels };
        Option<long> seed = new("--seed") { Description = "Decides everything random.", DefaultValueFactory = _ => plain.Seed };
        Option<int> threads = new("--threads") { Description = "Processor threads.", DefaultValueFactory = _ => plain.Threads };
        Option<bool> half = new("--bfloat16") { Description = "Convolutions in bfloat16: faster where the processor has it." };
        Option<bool> cuda = new("--cuda") { Description = "Trains on the first CUDA device." };
        Option<bool> quick = new("--quick") { Description = "Runs the whole loop in little on the project's own renders, in three minutes or less, and fails where nothing is learned." };
        RootCommand root = new("Trains the project's network: vehicles, pedestrians, two-wheelers, drivable area, lane lines.")
        {
            data, validate, heldOut, output, from, only, resume, minutes, steps, rate, firstShare, maskChannels, seed, threads, half, cuda, quick, ExportCommand.Create(), ScoreCommand.Create(),
        };
        root.SetAction(parsed =>
        {
            TrainingOptions options = plain with
            {
                Minutes = parsed.GetValue(minutes), Steps = parsed.GetValue(steps), LearningRate = parsed.GetValue(rate), FirstShare = parsed.GetValue(firstShare),
                Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads), HalfPrecision = parsed.GetValue(half), Cuda = parsed.GetValue(cuda),
                MaskChannels = parsed.GetValue(maskChannels),
                Parts = parsed.GetValue(only) is { Length: > 0 } parts ? parts : plain.Parts,
            };
            DataSource[] sources = [.. (parsed.GetValue(data) ?? []).Select(DataSource.Parse)];
            if (parsed.GetValue(quick))
            {
                Refuse(parsed, root.Options.Except([quick, output]), beside: quick);
                return Quick(parsed.GetValue(output)?.FullName, parsed.InvocationConfiguration.Output);
            }

            if (options.Steps is not null)
            {
                Refuse(parsed, [minutes], beside: steps);
            }

            string folder = parsed.GetValue(output)?.FullName ?? throw new TrainingException("expected --out with the run's folder, found none.");
            return Train(options, sources, parsed.GetValue(validate) ?? [], parsed.GetValue(heldOut), folder, parsed.GetValue(from), parsed.GetValue(resume));
        });
        return root;
    }

    private static void Refuse(ParseResult parsed, IEnumerable<Option> options, Option beside)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new TrainingException($"{given.Name}: expected none beside {beside.Name}, found one.");
        }
    }

    private static int Train(
        TrainingOptions options, DataSource[] sources, string[] validation, string? heldOut, string folder, FileInfo? from, bool resume)
    {
        if (sources.Length == 0)
        {
            throw new TrainingException("expected --data with at least one set of labels, found none.");
        }

        if (validation.Select(DataSource.PathOf).Intersect(sources.Select(source => DataSource.PathOf(source.Folder))).FirstOrDefault() is { } both)
        {
            throw new TrainingException($"--validate: expected sets that do not train, found {both}, which --data names too; --hold-out keeps scenes of it from training.");
        }

        if (File.Exists(folder))
        {
            throw new TrainingException($"{folder}: expected the run's folder, found a file.");
        }

        string weights = Path.Combine(folder, "network.onnx");
        if (!resume && (Checkpoint.Exists(folder) || File.Exists(weights)))
        {
            throw new TrainingException($"{folder}: expected a folder without a run, or --resume, found a run's checkpoint or network.");
        }

        if (from is null && !resume && options.Parts.Count < Enum.GetValues<NetworkPart>().Length)
        {
            throw new TrainingException("--only: expected --from with the network whose other parts stay, found none.");
        }

        options.Validate();
        TorchLibrary.Prepare();
        if (options.Cuda && !TorchSharp.torch.cuda.is_available())
        {
            throw new TrainingException("--cuda: expected a CUDA device and a libtorch that can use it, found none.");
        }

        Cv2.SetNumThreads(1);
        FoldedWeights? start = from is null ? null : OnnxWeights.Read(from.FullName);
        using FrameStore store = FrameStore.Load(
            sources, validation, Expression("--hold-out", heldOut), LabelSet.Classes, options.StoredWidth, Loaded);
        using StopSignal stop = new();
        TrainingRun run = new(store, LabelSet.Classes, options, folder, TimeProvider.System);
        TrainingResult result = ProgressView.Run(TimeProvider.System, show => run.Train(start, resume, show, stop.Token));
        File.WriteAllBytes(weights + ".part", OnnxExporter.Write(result.Weights, options.Size.Width, options.Size.Height));
        File.Move(weights + ".part", weights, overwrite: true);
        string card = Path.Combine(folder, "card.json");
        if (result.Scores.Count > 0 || !File.Exists(card))
        {
            CardFile.Write(card, RunCard.Of(store, options, result.State, result.Scores));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{weights}: {result.State.Step} steps, {result.State.Images} images, {result.State.Seconds / 60:F1} minutes."));
        ConsoleTable.Write(ProgressView.TableOf(result.Scores));
        if (CollectionPause.Broken > 0)
        {
            Console.WriteLine($"{CollectionPause.Broken} steps were met by a garbage collection (docs/training.md, odd things to know).");
        }

        return stop.Token.IsCancellationRequested ? StoppedExitCode : 0;
    }

    /// <summary>Without a folder the run's files are deleted at the end.</summary>
    private static int Quick(string? folder, TextWriter output)
    {
        TorchLibrary.Prepare();
        Cv2.SetNumThreads(1);
        string place = folder ?? Directory.CreateTempSubdirectory("perception-train-").FullName;
        using StopSignal stop = new();
        try
        {
            QuickCommand.Run(place, QuickCommand.Options, output, stop.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return StoppedExitCode;
        }
        finally
        {
            if (folder is null)
            {
                Directory.Delete(place, recursive: true);
            }
        }
    }

    /// <exception cref="TrainingException">It is not a regular expression.</exception>
    internal static Regex? Expression(string option, string? text)
    {
        try
        {
            return text is null ? null : new Regex(text);
        }
        catch (ArgumentException failure)
        {
            throw new TrainingException($"{option}: expected a regular expression, found '{text}' ({failure.Message}).", failure);
        }
    }

    private static void Loaded(int done, int all)
    {
        if (done == all)
        {
            Console.WriteLine($"{all} frames loaded");
        }
    }
}
