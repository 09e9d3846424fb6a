using Perception.Rigs;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>Reads the key <c>rig</c> of the service's configuration.</summary>
internal static class RigSection
{
    private const string Key = "rig";

    /// <returns>The rig and its cameras' ids; without the section null and none.</returns>
    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    public static (RigOptions? Options, IReadOnlyList<string> Cameras) Read(YamlSection file, IReadOnlyList<CameraConfiguration> cameras)
    {
        if (file.OptionalSection(Key) is not { } section)
        {
            return (null, []);
        }

        RigOptions standard = new() { Id = section.Name("id") };
        OptionReader<RigOptions> reader = new(section);
        RigOptions options = standard with
        {
            Tolerance = reader.Duration("toleranceMs", 1e-3, nameof(RigOptions.Tolerance)) ?? standard.Tolerance,
            Wait = reader.Duration("waitMs", 1e-3, nameof(RigOptions.Wait)) ?? standard.Wait,
        };
        IReadOnlyList<string> ids = section.OptionalTextList("cameras") ?? [.. cameras.Select(camera => camera.Id)];
        section.RefuseUnknownKeys();
        if (ids.FirstOrDefault(id => cameras.All(camera => camera.Id != id)) is { } unknown)
        {
            throw section.Wrong("cameras", "ids of cameras of this file", $"'{unknown}'");
        }

        if (ids.Count < 2 || ids.Distinct().Count() != ids.Count)
        {
            throw section.Wrong("cameras", "two different cameras at least", ids.Count == 0 ? "none" : string.Join(", ", ids));
        }

        if (cameras.FirstOrDefault(camera => camera.Delivery is not null && ids.Contains(camera.Id)) is { } own)
        {
            throw section.Wrong("cameras", "cameras without a delivery of their own, for the newest instant wins", $"{own.Id} with {own.Delivery}");
        }

        if (cameras.Where(camera => ids.Contains(camera.Id)).MaxBy(camera => camera.FrameRate) is { FrameRate: double rate } fastest
            && options.Tolerance.TotalSeconds >= 0.5 / rate)
        {
            throw section.Wrong(
                "toleranceMs",
                FormattableString.Invariant($"less than {500 / rate:0.##}, half the frame period of {fastest.Id}"),
                FormattableString.Invariant($"{options.Tolerance.TotalMilliseconds:0.###}"));
        }

        return cameras.Any(camera => camera.Id == options.Id)
            ? throw section.Wrong("id", "an id that no camera has", $"'{options.Id}'")
            : (options, ids);
    }
}
