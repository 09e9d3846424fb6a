using Labelling.Sets;
using Perception.Inference;
using Perception.Teaching;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;
using Training.Runs;
using Training.Samples;
using Training.Shipping;
using Training.Validation;

namespace Training.Commands;

/// <summary><c>train --quick</c>: the whole loop in little — drives, labels, training from nothing, export — on the project's own renders.</summary>
/// <remarks>It fails where the loop breaks or nothing is learned; the network it makes is good for nothing else.</remarks>
internal static class QuickCommand
{
    private const int FramesPerDrive = 12;
    private const double FrameRate = 0.5;
    private const int FirstSeed = 9000;
    private static readonly (int Width, int Height) FrameSize = (480, 272);
    private static readonly string[] Scenarios = ["highway", "cut-in", "urban", "hard-brake", "highway", "urban"];
    private static readonly string[] Unseen = ["highway"];

    /// <summary>Options of the little run.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        Size = (224, 128), FirstSize = (224, 128), Batch = 8, Steps = 160, WarmUpSteps = 15, ValidateEvery = 40, LearningRate = 3e-3, AveragingDecay = 0.97, Seed = 1,
    };

    /// <param name="folder">New or empty; holds drives, labels, run and network afterwards.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="output">Told what is done.</param>
    /// <param name="stop">Stops.</param>
    /// <exception cref="TrainingException">Losses did not fall, or vehicles are not found better than before.</exception>
    public static void Run(string folder, TrainingOptions options, TextWriter output, CancellationToken stop)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new TrainingException($"{folder}: expected a new or empty folder, found files in it.");
        }

        string training = Label(folder, "train", Scenarios, FirstSeed, output, stop);
        string unseen = Label(folder, "unseen", Unseen, FirstSeed + 100, output, stop);
        using FrameStore store = FrameStore.Load([new DataSource(training, 1, 1)], [unseen], null, LabelSet.Classes, options.StoredWidth, (_, _) => { });
        List<TrainingProgress> seen = [];
        TrainingResult result = new TrainingRun(store, LabelSet.Classes, options, Path.Combine(folder, "run"), TimeProvider.System).Train(null, false, seen.Add, stop);
        stop.ThrowIfCancellationRequested();
        Require("loss of classes", seen, progress => progress.Loss.Classes);
        Require("loss of boxes", seen, progress => progress.Loss.Boxes);
        Require("loss of drivable area", seen, progress => progress.Loss.Drivable);
        Require("loss of lane lines", seen, progress => progress.Loss.Lanes);
        SetScore first = seen.First(progress => progress.Scores.Count > 0).Scores[0];
        SetScore last = result.Scores[0];
        if (!(last.VehicleRecall > 0) || !(last.VehicleAp50 > first.VehicleAp50) || !(last.DrivableIoU > first.DrivableIoU))
        {
            throw new TrainingException(FormattableString.Invariant(
                $"--quick: expected vehicle AP50 and drivable IoU to rise, found {first.VehicleAp50:F3} to {last.VehicleAp50:F3} and {first.DrivableIoU:F3} to {last.DrivableIoU:F3}."));
        }

        NetworkManifest manifest = ModelShipper.Ship(result.Weights, new ModelCard { Summary = "The quick check's network: not for use." }, new ShippingOptions
        {
            Folder = Path.Combine(folder, "models"), Name = "quick", Width = options.Size.Width, Height = options.Size.Height,
        });
        output.WriteLine(FormattableString.Invariant(
            $"{manifest.ManifestPath}: unseen drive, vehicle AP50 {first.VehicleAp50:F3} to {last.VehicleAp50:F3}, drivable IoU {first.DrivableIoU:F3} to {last.DrivableIoU:F3}, lane IoU {first.LaneIoU:F3} to {last.LaneIoU:F3}."));
    }

    private static string Label(string folder, string name, string[] scenarios, int seed, TextWriter output, CancellationToken stop)
    {
        List<string> drives = [];
        for (int i = 0; i < scenarios.Length; i++)
        {
            _ = ScenarioCatalog.TryFind(scenarios[i], out Scenario scenario);
            string drive = Path.Combine(folder, "drives", $"{scenarios[i]}-{seed + i}");
            SimulationOptions options = new()
            {
                Seed = seed + i, Seconds = FramesPerDrive / FrameRate, FrameRate = FrameRate, Width = FrameSize.Width, Height = FrameSize.Height,
            };
            DriveSimulator.Simulate(scenario, options, drive, null, stop);
            drives.Add(drive);
        }

        string labels = Path.Combine(folder, "labels", name);
        LabelJob job = new(new LabelRequest { Drives = drives, Output = labels, Every = 1 }, new TeacherOptions { Detectors = [], LaneNetworks = [] }, ModelCatalogue.Load([]), Environment.ProcessorCount, _ => { });
        output.WriteLine($"{labels}: {job.Run(stop).Count} frames of {drives.Count} drives");
        return labels;
    }

    /// <summary>The mean over the last fifth must be less than over the first.</summary>
    private static void Require(string what, List<TrainingProgress> seen, Func<TrainingProgress, double> loss)
    {
        int fifth = Math.Max(1, seen.Count / 5);
        double before = seen.Take(fifth).Average(loss);
        double after = seen.TakeLast(fifth).Average(loss);
        if (!(after < before))
        {
            throw new TrainingException(FormattableString.Invariant($"--quick: expected the {what} to fall, found {before:F3} at first and {after:F3} at last."));
        }
    }
}
