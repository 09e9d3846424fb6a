using System.Globalization;
using System.Text.Json;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>Compares a line of JSON that another client wrote with what this code writes of the same message.</summary>
internal static class JsonEquality
{
    public static void AssertSays(string line, IPublishedMessage message)
    {
        using MessageJson json = new();
        ReadOnlySpan<byte> expected = message switch
        {
            WorldMessage world => json.Line(world),
            HealthMessage health => json.Line(health),
            HelloMessage hello => json.Line(hello),
            _ => throw new ArgumentException(message.Topic, nameof(message)),
        };
        using JsonDocument written = JsonDocument.Parse(expected.ToArray());
        using JsonDocument found = JsonDocument.Parse(line);
        AssertEqual(written.RootElement, found.RootElement, "$");
    }

    /// <summary>Other clients write 32-bit numbers with the digits of 64-bit ones, so numbers compare as either; whole numbers digit by digit.</summary>
    private static void AssertEqual(JsonElement expected, JsonElement actual, string path)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: expected {expected}, found {actual}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(field => field.Name), actual.EnumerateObject().Select(field => field.Name));
                foreach (JsonProperty field in expected.EnumerateObject())
                {
                    AssertEqual(field.Value, actual.GetProperty(field.Name), $"{path}.{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (int i = 0; i < expected.GetArrayLength(); i++)
                {
                    AssertEqual(expected[i], actual[i], $"{path}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                bool isEqual = expected.TryGetInt64(out long whole) && actual.TryGetInt64(out long other)
                    ? whole == other
                    : expected.GetDouble() == actual.GetDouble() || float.Parse(expected.GetRawText(), CultureInfo.InvariantCulture) == (float)actual.GetDouble();
                Assert.True(isEqual, $"{path}: expected {expected}, found {actual}");
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }
}
