using System.CommandLine;
using System.Globalization;
using Perception.Inference;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive simulate</c>: makes a drive with exact truth, or measures how real one looks to networks.</summary>
public static class SimulateCommand
{
    private const int PlainLineEvery = 100;
    private const int StoppedExitCode = 130;

    public static Command Create()
    {
        Argument<string?> scenario = new("SCENARIO")
        {
            Description = $"What happens: {string.Join(", ", ScenarioCatalog.All.Select(known => known.Name))}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        SimulationOptions plain = new();
        Option<long> seed = new("--seed") { Description = "Decides everything random; the same seed gives the same drive.", DefaultValueFactory = _ => plain.Seed };
        Option<double> seconds = new("--seconds") { Description = "Length of the drive.", DefaultValueFactory = _ => plain.Seconds };
        Option<DirectoryInfo?> output = new("--out") { Description = "The drive folder to make; must be new or empty." };
        Option<string> size = new("--size") { Description = "Width and height of the frames, pixels.", DefaultValueFactory = _ => $"{plain.Width}x{plain.Height}" };
        Option<double> rate = new("--fps") { Description = "Frames a second.", DefaultValueFactory = _ => plain.FrameRate };
        Option<int> threads = new("--threads") { Description = "Threads that draw; the frames do not depend on it.", DefaultValueFactory = _ => plain.Threads };
        Option<string?> distortion = new("--distortion") { Description = "Brown-Conrady k1,k2 of the lens, e.g. -0.28,0.07." };
        Option<double> yaw = new("--yaw") { Description = "Turns the camera to the left, degrees: the same scene through another camera of the vehicle." };
        Option<bool> varied = new("--varied") { Description = "Another camera, lens, bonnet and density of traffic with each seed, as training sets need it." };
        Option<DirectoryInfo[]> check = new("--check-realism") { Description = "Measures these drives with networks that saw only the real world, instead of making one.", AllowMultipleArgumentsPerToken = true };
        Option<int> every = new("--every") { Description = "Measures each n-th frame, for --check-realism.", DefaultValueFactory = _ => new RealismOptions().Every };
        Option<DirectoryInfo[]> models = new("--models") { Description = "Folders of networks, for --check-realism.", AllowMultipleArgumentsPerToken = true };
        Command command = new("simulate", "Makes a drive with exact truth: video, calibration, ego motion, labels, masks.")
        {
            scenario, seed, seconds, output, size, rate, threads, distortion, yaw, varied, check, every, models,
        };
        command.Validators.Add(given =>
        {
            bool isCheck = given.GetResult(check) is { Implicit: false };
            Option[] others = isCheck ? [seed, seconds, output, size, rate, threads, distortion, yaw, varied] : [every, models];
            string? unused = Array.Find(others, option => given.GetResult(option) is { Implicit: false })?.Name
                ?? (isCheck && given.GetResult(scenario) is { Tokens.Count: > 0 } ? scenario.Name : null);
            if (unused is not null)
            {
                given.AddError(isCheck ? $"{unused}: expected none beside --check-realism, which makes no drive, found one" : $"{unused}: expected --check-realism with drives beside it, found none");
            }
        });
        command.SetAction(parsed =>
        {
            DirectoryInfo[] drives = parsed.GetValue(check) ?? [];
            if (drives.Length > 0)
            {
                return Check(drives, parsed.GetValue(models) ?? [], parsed.GetValue(every));
            }

            (int width, int height) = ParseSize(parsed.GetValue(size)!);
            SimulationOptions options = new()
            {
                Seed = parsed.GetValue(seed),
                Seconds = parsed.GetValue(seconds),
                Width = width,
                Height = height,
                FrameRate = parsed.GetValue(rate),
                Threads = parsed.GetValue(threads),
                YawDeg = parsed.GetValue(yaw),
                Varied = parsed.GetValue(varied),
                Distortion = ParseDistortion(parsed.GetValue(distortion)),
            };
            using StopSignal stop = new();
            try
            {
                return Make(parsed.GetValue(scenario), options, parsed.GetValue(output), stop.Token);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("perceive: simulate was stopped and left nothing behind.");
                return StoppedExitCode;
            }
        });
        return command;
    }

    private static int Make(string? name, SimulationOptions options, DirectoryInfo? output, CancellationToken cancellation)
    {
        if (name is null || !ScenarioCatalog.TryFind(name, out Scenario scenario))
        {
            throw new SimulationException($"simulate: expected a scenario of {string.Join(", ", ScenarioCatalog.All.Select(known => known.Name))}, found {name ?? "none"}.");
        }

        if (output is null)
        {
            throw new SimulationException("simulate: expected --out with the folder to make, found none.");
        }

        options.Validate();
        TimeProvider clock = TimeProvider.System;
        long began = clock.GetTimestamp();
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            AnsiConsole.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    ProgressTask task = context.AddTask($"{scenario.Name} {options.FrameCount} frames", maxValue: options.FrameCount);
                    DriveSimulator.Simulate(scenario, options, output.FullName, done => task.Value = done, cancellation);
                });
        }
        else
        {
            DriveSimulator.Simulate(scenario, options, output.FullName, done => PlainLine(done, options.FrameCount), cancellation);
        }

        double took = clock.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{output}: {options.FrameCount} frames in {took:F1} s, {options.FrameCount / took:F1} frames a second."));
        return 0;
    }

    private static void PlainLine(int done, int all)
    {
        if (done % PlainLineEvery == 0 || done == all)
        {
            Console.WriteLine($"{done} of {all} frames");
        }
    }

    private static int Check(DirectoryInfo[] drives, DirectoryInfo[] models, int every)
    {
        using RealismCheck check = new(ModelCatalogue.Load([.. models.Select(folder => folder.FullName)]), new RealismOptions { Every = every });
        Console.WriteLine($"{"drive",-28} {"frames",6} {"vehicles",8} {"found",7} {"precision",9} {"drivable IoU",12} {"lane IoU",9} {"marked",7}");
        foreach (DirectoryInfo drive in drives)
        {
            RealismReport report = check.Measure(drive.FullName);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{drive.Name,-28} {report.Frames,6} {report.Vehicles,8} {report.Recall,7:F3} {report.Precision,9:F3} {report.DrivableIoU,12:F3} {report.LaneIoU,9:F3} {report.DrivableShare,7:F3}"));
            Console.WriteLine($"  found of {string.Join(", ", report.Kinds.Select(kind => $"{kind.Key}: {kind.Value.Found}/{kind.Value.Count}"))}");
        }

        return 0;
    }

    private static (int Width, int Height) ParseSize(string text)
    {
        string[] parts = text.Split('x');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? (width, height)
            : throw new SimulationException($"--size: expected WIDTHxHEIGHT in pixels, e.g. 1280x720, found '{text}'.");
    }

    private static (float K1, float K2) ParseDistortion(string? text)
    {
        if (text is null)
        {
            return default;
        }

        string[] parts = text.Split(',');
        return parts.Length == 2 && float.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out float k1)
            && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float k2) && float.IsFinite(k1) && float.IsFinite(k2)
            ? (k1, k2)
            : throw new SimulationException($"--distortion: expected two numbers k1,k2, e.g. -0.28,0.07, found '{text}'.");
    }
}
