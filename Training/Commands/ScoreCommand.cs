using System.CommandLine;
using System.Globalization;
using Evaluation.Detection;
using Labelling.Sets;
using OpenCvSharp;
using Perception.Commands;
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
        Option<double[]> at = new("--at") { Description = "Scores from which vehicles are also counted, e.g. 0.3 0.4.", AllowMultipleArgumentsPerToken = true };
        Command command = new("score", "Scores exported networks on sets of labels.") { networks, validate, scenes, at };
        command.SetAction(parsed =>
        {
            Score(parsed.GetValue(networks)!, parsed.GetValue(validate)!, parsed.GetValue(scenes), parsed.GetValue(at) ?? []);
            return 0;
        });
        return command;
    }

    private static void Score(FileInfo[] networks, string[] sets, string? scenes, double[] at)
    {
        if (Array.FindIndex(at, least => !(least is >= NetworkValidator.LeastScore and <= 1)) is >= 0 and int wrong)
        {
            throw new TrainingException($"--at: expected scores from {NetworkValidator.LeastScore} to 1, found {at[wrong]}.");
        }

        TorchLibrary.Prepare();
        Cv2.SetNumThreads(1);
        TrainingOptions options = new();
        using FrameStore store = FrameStore.LoadValidation(sets, TrainCommand.Expression("--scenes", scenes), LabelSet.Classes, options.StoredWidth);
        foreach (FileInfo file in networks)
        {
            FoldedWeights weights = OnnxWeights.Read(file.FullName);
            (int width, int height) = OnnxWeights.ReadImageSize(file.FullName);
            using TriTaskNetwork network = new(LabelSet.Classes.Count, weights.MaskChannels);
            WeightTransfer.Adopt(network, weights);
            network.eval();
            NetworkValidator validator = new(LabelSet.Classes, width, height);
            Console.WriteLine($"{file.Name}, {weights.ParameterCount} parameters, {width}x{height}");
            SetScore[] scores = [.. store.Validation.Select(set => validator.Score(network, set.Name, set.Frames))];
            ConsoleTable.Write(ProgressView.TableOf(scores));
            foreach ((SetScore score, double least) in scores.SelectMany(score => at.Select(least => (score, least))))
            {
                RecallPoint point = score.VehiclesFrom(least);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.Set}, vehicles from {least:F2}: recall {point.Recall:F3}, precision {point.Precision:F3}"));
            }
        }
    }
}
