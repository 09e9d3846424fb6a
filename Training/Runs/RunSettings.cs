using System.Globalization;
using Training.Onnx;
using Training.Samples;

namespace Training.Runs;

/// <summary>What a run's curve depends on, by name, as its checkpoint keeps it: a run is gone on with by the same or not at all.</summary>
internal static class RunSettings
{
    private const string Time = "minutes";
    private const string Start = "start weights";
    private const string None = "none";

    /// <param name="store">The run's frames.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="start">Where it begins; without it nothing is said of that, so that a run is gone on with without them.</param>
    public static Dictionary<string, string> Of(FrameStore store, TrainingOptions options, FoldedWeights? start)
    {
        Dictionary<string, string> settings = Of(store, options);
        if (start is not null)
        {
            settings[Start] = start.Digest;
        }

        return settings;
    }

    private static Dictionary<string, string> Of(FrameStore store, TrainingOptions options) => new()
    {
        ["training data"] = string.Join(", ", store.Training.Select(set =>
            Text($"{DataSource.PathOf(set.Source.Folder)}={set.Source.Weight}:{set.Source.LateWeight} ({set.Frames.Length} frames)"))),
        ["validation data"] = store.Validation.Count == 0 ? None : string.Join(", ", store.Validation.Select(set => Text($"{set.Name} ({set.Frames.Length} frames)"))),
        ["held-out scenes"] = store.HeldOut ?? None,
        ["seed"] = Text($"{options.Seed}"),
        ["learning rate"] = Text($"{options.LearningRate}"),
        ["small share"] = Text($"{options.FirstShare}"),
        ["parts"] = string.Join(", ", options.Parts.Distinct().Order()).ToLowerInvariant(),
        ["sizes"] = Text($"{options.FirstSize.Width}x{options.FirstSize.Height}, then {options.Size.Width}x{options.Size.Height}"),
        ["batch"] = Text($"{options.Batch}"),
        ["convolutions"] = options.HalfPrecision ? "bfloat16" : "float32",
        ["device"] = options.Cuda ? "cuda" : "cpu",
        [Time] = Text($"{options.Minutes}"),
    };

    /// <summary>Refuses what differs from the run's own.</summary>
    /// <param name="folder">The run's.</param>
    /// <param name="own">What the checkpoint keeps; null where it keeps nothing.</param>
    /// <param name="found">What was asked for.</param>
    /// <param name="isPlanned">Steps were asked for, so that the minutes do not count.</param>
    /// <exception cref="TrainingException">Something differs.</exception>
    public static void Require(string folder, IReadOnlyDictionary<string, string>? own, IReadOnlyDictionary<string, string> found, bool isPlanned)
    {
        if (own is null)
        {
            throw new TrainingException($"{folder}: expected a checkpoint that tells its run's data and options, found one without.");
        }

        foreach ((string name, string value) in found)
        {
            string expected = own.GetValueOrDefault(name, None);
            if (expected != value && !(name == Time && isPlanned))
            {
                throw new TrainingException($"{folder}: expected the run's own {name}, {expected}, found {value}; --resume changes --steps and --threads alone.");
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
