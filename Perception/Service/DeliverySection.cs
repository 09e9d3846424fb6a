using Perception.Pipeline;
using Sensors.Yaml;

namespace Perception.Service;

/// <summary>The key <c>delivery</c> of the service's configuration.</summary>
public sealed record DeliverySection
{
    private const string Key = "delivery";

    /// <summary>Behind capture; a camera's own key wins.</summary>
    public DeliveryPolicy Capture { get; init; } = DeliveryPolicy.Latest;

    /// <summary>Behind publishing, in front of the recordings: a slow disk costs the log messages, never the planner frames.</summary>
    public DeliveryPolicy Recording { get; init; } = DeliveryPolicy.Latest;

    /// <exception cref="YamlFormatException">A key is unknown or a value cannot be.</exception>
    internal static DeliverySection Read(YamlSection file)
    {
        DeliverySection standard = new();
        if (file.OptionalSection(Key) is not { } section)
        {
            return standard;
        }

        DeliverySection delivery = new()
        {
            Capture = ReadPolicy(section, "capture") ?? standard.Capture,
            Recording = ReadPolicy(section, "recording") ?? standard.Recording,
        };
        section.RefuseUnknownKeys();
        return delivery;
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
