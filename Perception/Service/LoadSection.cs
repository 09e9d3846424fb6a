using Perception.Inference;
using Perception.Pipeline;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>The keys <c>load</c> and <c>watchdog</c> of the service's configuration.</summary>
public sealed record LoadSection
{
    private const string Key = "load";
    private const string WatchdogKey = "watchdog";

    /// <summary>When work is left out; null: never.</summary>
    public LoadOptions? Options { get; init; } = new();

    /// <summary>Name of the network that looks for objects in <see cref="Region"/> alone, or null.</summary>
    public string? RegionDetector { get; init; }

    public ImageRegion Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Name of the network that takes the object network's place, or null.</summary>
    public string? LighterDetector { get; init; }

    /// <summary>Name of the network that takes the lane network's place, or null.</summary>
    public string? LighterLanes { get; init; }

    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    internal static LoadSection Read(YamlSection file)
    {
        if (file.OptionalSection(Key) is not { } section)
        {
            return new LoadSection();
        }

        LoadOptions standard = new();
        LoadOptions options = new()
        {
            Deadline = Duration(section, "deadlineMs", 1e-3) ?? standard.Deadline,
            Window = Duration(section, "windowSeconds", 1) ?? standard.Window,
            MissedShare = section.OptionalNumber("missedShare") ?? standard.MissedShare,
            CalmShare = section.OptionalNumber("calmShare") ?? standard.CalmShare,
            CalmHeadroom = section.OptionalNumber("calmHeadroom") ?? standard.CalmHeadroom,
            StepUpAfter = Duration(section, "stepUpAfterSeconds", 1) ?? standard.StepUpAfter,
            LongestStepUpAfter = Duration(section, "longestStepUpAfterSeconds", 1) ?? standard.LongestStepUpAfter,
        };
        InferenceSection.Validate(file, Key, options);
        YamlSection? region = section.OptionalSection("regionOfInterest");
        LoadSection load = new()
        {
            Options = section.OptionalFlag("shed") ?? true ? options : null,
            RegionDetector = region?.Text("detector"),
            Region = region is null ? new ImageRegion(0, 0, 1, 1) : ReadRegion(section, region),
            LighterDetector = section.OptionalText("lighterDetector"),
            LighterLanes = section.OptionalText("lighterLanes"),
        };
        region?.RefuseUnknownKeys();
        section.RefuseUnknownKeys();
        return load;
    }

    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    internal static WatchdogOptions ReadWatchdog(YamlSection file)
    {
        WatchdogOptions standard = new();
        if (file.OptionalSection(WatchdogKey) is not { } section)
        {
            return standard;
        }

        WatchdogOptions options = new()
        {
            StallTimeout = Duration(section, "stallSeconds", 1) ?? standard.StallTimeout,
            MaxRestarts = section.OptionalWholeNumber("maxRestarts") ?? standard.MaxRestarts,
            RestartWindow = Duration(section, "windowSeconds", 1) ?? standard.RestartWindow,
            SourcePatience = Duration(section, "sourceSeconds", 1) ?? standard.SourcePatience,
        };
        section.RefuseUnknownKeys();
        InferenceSection.Validate(file, WatchdogKey, options);
        return options;
    }

    private static ImageRegion ReadRegion(YamlSection section, YamlSection region)
    {
        ImageRegion read = new(
            region.OptionalNumber("left") ?? 0, region.OptionalNumber("top") ?? 0, region.OptionalNumber("right") ?? 1, region.OptionalNumber("bottom") ?? 1);
        return read.Problem is null ? read : throw new YamlFormatException($"{section.File}:{section.LineOf("regionOfInterest")}: regionOfInterest: {read.Problem}");
    }

    private static TimeSpan? Duration(YamlSection section, string key, double unit)
    {
        if (section.OptionalNumber(key) is not { } number)
        {
            return null;
        }

        double seconds = number * unit;
        return seconds is >= 0 and <= 86400 ? TimeSpan.FromSeconds(seconds) : throw section.Wrong(key, "a duration of 0 to 24 hours", $"{number}");
    }
}
