using System.CommandLine;
using Labelling.Sets;
using OpenCvSharp;
using Spectre.Console;
using Training.Networks;
using Training.Onnx;
using Training.Runs;
using Training.Samples;
using Training.Torch;
using Training.Validation;

namespace Training.Commands;

/// <summary><c>train score</c>: how well networks of this shape do on sets of labels.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> networks = new("NETWORK") { Description = "Exported networks (ONNX).", Arity = ArgumentArity.OneOrMore };
        Option<string[]> validate = new("--validate") { Description = "Sets of labels.", Required = true, AllowMultipleArgumentsPerToken = true };
        Option<string?> scenes = new("--scenes") { Description = "Only scenes whose name matches this expression." };
        Command command = new("score", "Scores exported networks on sets of labels.") { networks, validate, scenes };
        command.SetAction(parsed =>
        {
            Score(parsed.GetValue(networks)!, parsed.GetValue(validate)!, parsed.GetValue(scenes));
            return 0;
        });
        return command;
    }

    private static void Score(FileInfo[] networks, string[] sets, string? scenes)
    {
        TorchLibrary.Prepare();
        Cv2.SetNumThreads(1);
        TrainingOptions options = new();
        using FrameStore store = FrameStore.LoadValidation(sets, TrainCommand.Expression("--scenes", scenes), LabelSet.Classes, options.StoredWidth);
        foreach (FileInfo file in networks)
        {
            FoldedWeights weights = OnnxWeights.Read(file.FullName);
            (int width, int height) = OnnxWeights.ReadImageSize(file.FullName);
            using TriTaskNetwork network = new(LabelSet.Classes.Count);
            WeightTransfer.Adopt(network, weights);
            network.eval();
            NetworkValidator validator = new(LabelSet.Classes, width, height);
            AnsiConsole.WriteLine($"{file.Name}, {weights.ParameterCount} parameters, {width}x{height}");
            AnsiConsole.Write(ProgressView.TableOf([.. store.Validation.Select(set => validator.Score(network, set.Name, set.Frames))]));
        }
    }
}
