using Perception.Pipeline;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>The key <c>delivery</c> of the service's configuration.</summary>
public sealed record DeliverySection
{
    private const string Key = "delivery";
    private const string CaptureKey = "capture";

    /// <summary>Behind capture; a camera's own key wins.</summary>
    public DeliveryPolicy Capture { get; init; } = DeliveryPolicy.Latest;

    /// <summary>Behind publishing, in front of the recordings: a slow disk costs the log messages, never the planner frames.</summary>
    public DeliveryPolicy Recording { get; init; } = DeliveryPolicy.Latest;

    /// <param name="file">The configuration.</param>
    /// <param name="isRigAlone">Whether every camera is the rig's, whose newest instant wins.</param>
    /// <exception cref="YamlFormatException">A key is unknown, a value cannot be, or one would do nothing.</exception>
    internal static DeliverySection Read(YamlSection file, bool isRigAlone)
    {
        DeliverySection standard = new();
        if (file.OptionalSection(Key) is not { } section)
        {
            return standard;
        }

        DeliverySection delivery = new()
        {
            Capture = ReadPolicy(section, CaptureKey) ?? standard.Capture,
            Recording = ReadPolicy(section, "recording") ?? standard.Recording,
        };
        section.RefuseUnknownKeys();
        return isRigAlone && section.Has(CaptureKey)
            ? throw section.Wrong(CaptureKey, "a camera outside the rig, without which it decides nothing, for of a rig the newest instant wins", "none")
            : delivery;
    }

    /// <exception cref="YamlFormatException">The text is not a policy.</exception>
    internal static DeliveryPolicy? ReadPolicy(YamlSection section, string key)
    {
        if (section.OptionalText(key) is not { } text)
        {
            return null;
        }

        return DeliveryPolicy.TryParse(text, out DeliveryPolicy policy) ? policy : throw section.Wrong(key, DeliveryPolicy.Expected, $"'{text}'");
    }
}
