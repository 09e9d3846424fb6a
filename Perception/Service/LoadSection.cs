using System.Globalization;
using Perception.Inference;
using Perception.Pipeline;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>The keys <c>load</c> and <c>watchdog</c> of the service's configuration.</summary>
public sealed record LoadSection
{
    private const string Key = "load";
    private const string ShedKey = "shed";
    private const string RegionKey = "regionOfInterest";
    private const string LighterDetectorKey = "lighterDetector";
    private const string LighterLanesKey = "lighterLanes";
    private const string WatchdogKey = "watchdog";
    private const double Second = 1;
    private const double Millisecond = 1e-3;

    /// <summary>When work is left out; null: never.</summary>
    public LoadOptions? Options { get; init; } = new();

    /// <summary>Name of the network that looks for objects in <see cref="Region"/> alone, or null.</summary>
    public string? RegionDetector { get; init; }

    public ImageRegion Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Name of the network that takes the object network's place, or null.</summary>
    public string? LighterDetector { get; init; }

    /// <summary>Name of the network that takes the lane network's place, or null.</summary>
    public string? LighterLanes { get; init; }

    /// <param name="file">The configuration.</param>
    /// <param name="isRigAlone">Whether every camera is the rig's: those step down no rungs.</param>
    /// <exception cref="YamlFormatException">A key is unknown, a value cannot be, or a network would never run.</exception>
    internal static LoadSection Read(YamlSection file, bool isRigAlone)
    {
        if (file.OptionalSection(Key) is not { } section)
        {
            return new LoadSection();
        }

        LoadOptions standard = new();
        OptionReader<LoadOptions> reader = new(section);
        LoadOptions options = new()
        {
            Deadline = reader.Duration("deadlineMs", Millisecond, nameof(LoadOptions.Deadline)) ?? standard.Deadline,
            Window = reader.Duration("windowSeconds", Second, nameof(LoadOptions.Window)) ?? standard.Window,
            MissedShare = reader.Number("missedShare", nameof(LoadOptions.MissedShare)) ?? standard.MissedShare,
            CalmShare = reader.Number("calmShare", nameof(LoadOptions.CalmShare)) ?? standard.CalmShare,
            CalmHeadroom = reader.Number("calmHeadroom", nameof(LoadOptions.CalmHeadroom)) ?? standard.CalmHeadroom,
            StepUpAfter = reader.Duration("stepUpAfterSeconds", Second, nameof(LoadOptions.StepUpAfter)) ?? standard.StepUpAfter,
            LongestStepUpAfter = reader.Duration("longestStepUpAfterSeconds", Second, nameof(LoadOptions.LongestStepUpAfter)) ?? standard.LongestStepUpAfter,
        };
        Check(section, options);
        YamlSection? region = section.OptionalSection(RegionKey);
        LoadSection load = new()
        {
            Options = section.OptionalFlag(ShedKey) ?? true ? options : null,
            RegionDetector = region?.Text("detector"),
            Region = region is null ? new ImageRegion(0, 0, 1, 1) : ReadRegion(region),
            LighterDetector = section.OptionalText(LighterDetectorKey),
            LighterLanes = section.OptionalText(LighterLanesKey),
        };
        region?.RefuseUnknownKeys();
        section.RefuseUnknownKeys();
        RefuseIdleNetworks(section, load, isRigAlone);
        return load;
    }

    /// <returns>Null without the section.</returns>
    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    internal static WatchdogOptions? ReadWatchdog(YamlSection file)
    {
        if (file.OptionalSection(WatchdogKey) is not { } section)
        {
            return null;
        }

        WatchdogOptions standard = new();
        OptionReader<WatchdogOptions> reader = new(section);
        WatchdogOptions options = new()
        {
            StallTimeout = reader.Duration("stallSeconds", Second, nameof(WatchdogOptions.StallTimeout)) ?? standard.StallTimeout,
            MaxRestarts = reader.WholeNumber("maxRestarts", nameof(WatchdogOptions.MaxRestarts)) ?? standard.MaxRestarts,
            RestartWindow = reader.Duration("windowSeconds", Second, nameof(WatchdogOptions.RestartWindow)) ?? standard.RestartWindow,
            SourcePatience = reader.Duration("sourceSeconds", Second, nameof(WatchdogOptions.SourcePatience)) ?? standard.SourcePatience,
        };
        section.RefuseUnknownKeys();
        return options.SourcePatience >= options.StallTimeout
            ? options
            : throw section.Wrong("sourceSeconds", $"at least stallSeconds, {InSeconds(options.StallTimeout)}", InSeconds(options.SourcePatience));
    }

    /// <summary>What <see cref="LoadOptions.Validate"/> checks, by the names of the keys.</summary>
    private static void Check(YamlSection section, LoadOptions options)
    {
        if (options.CalmShare >= options.MissedShare)
        {
            throw section.Wrong("calmShare", $"less than missedShare, {Number(options.MissedShare)}", Number(options.CalmShare));
        }

        if (options.StepUpAfter < options.Window)
        {
            throw section.Wrong("stepUpAfterSeconds", $"at least windowSeconds, {InSeconds(options.Window)}", InSeconds(options.StepUpAfter));
        }

        if (options.LongestStepUpAfter < options.StepUpAfter)
        {
            throw section.Wrong("longestStepUpAfterSeconds", $"at least stepUpAfterSeconds, {InSeconds(options.StepUpAfter)}", InSeconds(options.LongestStepUpAfter));
        }
    }

    /// <summary>A network that no rung can come to would be loaded and never run.</summary>
    private static void RefuseIdleNetworks(YamlSection section, LoadSection load, bool isRigAlone)
    {
        if (Array.Find([RegionKey, LighterDetectorKey, LighterLanesKey], section.Has) is not { } network)
        {
            return;
        }

        if (load.Options is null)
        {
            throw section.Wrong(network, $"{ShedKey}: true beside it, without which it never runs", $"{ShedKey}: false");
        }

        if (isRigAlone)
        {
            throw section.Wrong(network, "a camera outside the rig, without which it never runs", "none");
        }
    }

    private static string InSeconds(TimeSpan duration) => Number(duration.TotalSeconds);

    private static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static ImageRegion ReadRegion(YamlSection region)
    {
        ImageRegion read = new(
            region.OptionalNumber("left") ?? 0, region.OptionalNumber("top") ?? 0, region.OptionalNumber("right") ?? 1, region.OptionalNumber("bottom") ?? 1);
        return read.Problem is null ? read : throw new YamlFormatException($"{region.File}:{region.Line}: {region.Path} {read.Problem}");
    }
}
