using System.Text.Json;

namespace Perception.Tests.Shared;

/// <summary>Reads what <c>--summary</c> wrote.</summary>
internal static class Summary
{
    public static int Integer(string path, params string[] keys) => Element(path, keys).GetInt32();

    public static double Number(string path, params string[] keys) => Element(path, keys).GetDouble();

    public static string? Text(string path, params string[] keys) => Element(path, keys).GetString();

    private static JsonElement Element(string path, string[] keys)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement element = document.RootElement;
        foreach (string key in keys)
        {
            element = element.GetProperty(key);
        }

        return element.Clone();
    }
}
