using System.CommandLine;
using System.Globalization;
using Labelling.Sets;
using Perception.Inference;
using Perception.Teaching;

namespace Perception.Commands;

/// <summary><c>perceive label</c>: makes labels for training from drives, by networks that vote.</summary>
internal static class LabelCommand
{
    private const int PlainLineEvery = 25;
    private const int StoppedExitCode = 130;

    public static Command Create()
    {
        Argument<string[]> drives = new("DRIVE") { Description = "Videos, image folders and drives to label.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--out") { Description = "The folder of the set; new, empty, or unfinished: then it goes on.", Required = true, HelpName = "DIR" };
        Option<string[]> models = ModelsCommand.FoldersOption();
        Option<string[]> detectors = new("--detector") { Description = "A network that votes for objects; may be given several times.", HelpName = "NAME", DefaultValueFactory = _ => [.. new TeacherOptions().Detectors] };
        Option<string[]> lanes = new("--lanes") { Description = "A network whose masks are averaged; may be given several times.", HelpName = "NAME", DefaultValueFactory = _ => [.. new TeacherOptions().LaneNetworks] };
        Option<int?> every = new("--every") { Description = "Labels each n-th frame of a clip (a video, a drive, an image folder with timestamps); without it about four a second. Of other image folders every image is taken." };
        Option<string?> scenes = new("--scene-from") { Description = "Regular expression whose first group in an image's name is its scene; without it pictures that look alike are one.", HelpName = "REGEX" };
        Option<string[]> exclude = new("--exclude") { Description = "Images to leave out, by file name with * and ?.", HelpName = "PATTERN", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        Option<string?> yoloClasses = new("--yolo-classes") { Description = "Class names of given YOLO labels by number, where no classes.txt says.", HelpName = "A,B,…" };
        Option<bool> objectsOnly = new("--objects-only") { Description = "No masks: for images with drawn lines." };
        Option<bool> negatives = new("--negatives") { Description = "Images mostly without a road: empty masks where the networks see next to none, else no masks." };
        Option<bool> oneLook = new("--one-look") { Description = "Takes what each network says of the whole image at one look, without votes: to compare with figures that were measured so." };
        Option<int> workers = new("--workers") { Description = "Images labelled at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Command command = new("label", "Makes labels for training: boxes and masks, each with its sources and confidence.")
        {
            drives, output, models, detectors, lanes, every, scenes, exclude, yoloClasses, objectsOnly, negatives, oneLook, workers,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(every) is < 1 || parsed.GetValue(workers) < 1)
            {
                throw new CommandException("label: expected --every and --workers of at least 1, found less.");
            }

            bool isOfObjects = parsed.GetValue(objectsOnly);
            if (isOfObjects && Array.Find<Option>([lanes, negatives], option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
            {
                throw new CommandException($"{unused.Name}: expected none beside --objects-only, which makes no masks, found one");
            }

            LabelRequest request = new()
            {
                Drives = parsed.GetValue(drives)!,
                Output = parsed.GetValue(output)!,
                Every = parsed.GetValue(every),
                SceneFrom = parsed.GetValue(scenes),
                Exclude = parsed.GetValue(exclude)!,
                YoloClasses = parsed.GetValue(yoloClasses),
                ObjectsOnly = isOfObjects,
                Negatives = parsed.GetValue(negatives),
            };
            SourceFrames.CheckEffect(request);
            TeacherOptions teachers = new() { Detectors = parsed.GetValue(detectors)!, LaneNetworks = isOfObjects ? [] : parsed.GetValue(lanes)!, OneLook = parsed.GetValue(oneLook) };
            return Run(request, teachers, ModelCatalogue.Load(parsed.GetValue(models)!), parsed.GetValue(workers), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(LabelRequest request, TeacherOptions teachers, ModelCatalogue catalogue, int workers, TextWriter output)
    {
        using StopSignal stop = new();
        long began = TimeProvider.System.GetTimestamp();
        Lock line = new();
        LabelJob job = new(request, teachers, catalogue, workers, done =>
        {
            if (done % PlainLineEvery == 0)
            {
                lock (line)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} frames labelled"));
                }
            }
        });
        try
        {
            IReadOnlyList<LabelledFrame> frames = job.Run(stop.Token);
            foreach (string note in job.Notes)
            {
                output.WriteLine(note);
            }

            double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            int sure = frames.Sum(frame => frame.Boxes?.Count(box => !box.Ignore) ?? 0);
            int unsure = frames.Sum(frame => frame.Boxes?.Count(box => box.Ignore) ?? 0);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{request.Output}: {frames.Count} frames, {sure} labels, {unsure} ignored, in {seconds:F1} s."));
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("perceive: label was stopped; the same command goes on from there.");
            return StoppedExitCode;
        }
    }
}
