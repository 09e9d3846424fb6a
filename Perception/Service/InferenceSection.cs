using System.ComponentModel.DataAnnotations;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>Reads the keys <c>inference</c> and <c>guard</c> of the service's configuration.</summary>
internal static class InferenceSection
{
    private const string Key = "inference";

    /// <returns>
    /// How the object network and the lane network run: the section's own keys, and over them those of its <c>detector</c> and <c>lanes</c>;
    /// and how cameras share runs.
    /// </returns>
    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    public static (NetworkOptions Detector, NetworkOptions Lanes, BatchOptions Batch) Read(YamlSection file, string folder)
    {
        if (file.OptionalSection(Key) is not { } section)
        {
            return (new NetworkOptions(), new NetworkOptions(), new BatchOptions());
        }

        NetworkOptions common = Read(section, new NetworkOptions(), folder);
        NetworkOptions detector = ReadOver(section, "detector", common, folder);
        NetworkOptions lanes = ReadOver(section, "lanes", common, folder);
        BatchOptions batch = new();
        batch = batch with { Wait = new OptionReader<BatchOptions>(section).Duration("batchWaitMs", 1e-3, nameof(BatchOptions.Wait)) ?? batch.Wait };
        section.RefuseUnknownKeys();
        return (detector, lanes, batch);
    }

    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    public static GuardOptions ReadGuard(YamlSection file)
    {
        GuardOptions standard = new();
        if (file.OptionalSection("guard") is not { } section)
        {
            return standard;
        }

        OptionReader<GuardOptions> reader = new(section);
        GuardOptions options = new()
        {
            Mode = section.OptionalText("mode") is { } mode ? Choice<GuardMode>(section, "mode", mode) : standard.Mode,
            Interval = reader.Duration("everyMinutes", 60, nameof(GuardOptions.Interval)) ?? standard.Interval,
            WarmUpRuns = reader.WholeNumber("warmUpRuns", nameof(GuardOptions.WarmUpRuns)) ?? standard.WarmUpRuns,
        };
        section.RefuseUnknownKeys();
        return options;
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    private static T Choice<T>(YamlSection section, string key, string text)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && char.IsLetter(text[0])
            ? value
            : throw section.Wrong(key, $"one of {string.Join(", ", WireNames.All<T>())}", $"'{text}'");

    private static NetworkOptions ReadOver(YamlSection section, string key, NetworkOptions common, string folder)
    {
        NetworkOptions options = common;
        YamlSection? own = section.OptionalSection(key);
        if (own is not null)
        {
            options = Read(own, common, folder);
            own.RefuseUnknownKeys();
        }

        if (OptionRanges.Faults(options) is [ValidationResult fault, ..])
        {
            string name = fault.MemberNames.First();
            YamlSection stated = own?.Has(name) == true ? own : section;
            throw new YamlFormatException($"{stated.File}:{stated.LineOf(name)}: {stated.Path}.{fault.ErrorMessage}, for {key}");
        }

        return options;
    }

    private static NetworkOptions Read(YamlSection section, NetworkOptions common, string folder) => common with
    {
        Providers = section.OptionalTextList("providers") is { } names
            ? [.. names.Select((name, i) => Choice<ExecutionProvider>(section, $"providers[{i}]", name))]
            : common.Providers,
        Threads = new OptionReader<NetworkOptions>(section).WholeNumber("threads", nameof(NetworkOptions.Threads)) ?? common.Threads,
        Optimisation = section.OptionalText("optimise") is { } level ? Choice<GraphOptimisation>(section, "optimise", level) : common.Optimisation,
        Fp16 = section.OptionalFlag("fp16") ?? common.Fp16,
        DeviceId = new OptionReader<NetworkOptions>(section).WholeNumber("device", nameof(NetworkOptions.DeviceId)) ?? common.DeviceId,
        CudaGraph = section.OptionalFlag("cudaGraph") ?? common.CudaGraph,
        AllowSpinning = section.OptionalFlag("spinning") ?? common.AllowSpinning,
        CacheFolder = section.OptionalText("engineCache") is { } cache ? Path.GetFullPath(cache, folder) : common.CacheFolder,
    };
}
