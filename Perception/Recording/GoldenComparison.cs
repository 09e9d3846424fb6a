using System.Text.Json;
using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Recording;

/// <summary>Compares every published message with a stored run, a log that <c>--log</c> wrote; keeps the first difference.</summary>
/// <remarks>
/// Exact: numbers compare by the text that gives them back bit for bit. The clock fields are left out of the comparison, whether the stored run has them or not.
/// One thread uses it.
/// </remarks>
public sealed class GoldenComparison : IWorldSink
{
    private static readonly HashSet<string> ClockFields = ["publishTimeNs", "captureToPublishNs", "stages"];

    private readonly string _path;
    private readonly IEnumerator<string> _stored;
    private readonly MessageJson _json = new(withClockFields: false);

    /// <exception cref="IOException">The file cannot be read.</exception>
    public GoldenComparison(string path)
    {
        _path = path;
        using (File.OpenRead(path))
        {
            // Found out now, not at the first message.
        }

        _stored = File.ReadLines(path).Where(line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal)).GetEnumerator();
    }

    /// <summary>How many messages were equal.</summary>
    public long Equal { get; private set; }

    /// <summary>The first difference as one sentence; null where there is none so far.</summary>
    public string? Difference { get; private set; }

    public void Write(WorldMessage message, Mat image)
    {
        if (Difference is not null)
        {
            return;
        }

        if (!_stored.MoveNext())
        {
            Difference = $"{_path}: expected {Equal} messages, as stored, found more: the next is of frame {message.FrameId}";
            return;
        }

        using JsonDocument found = JsonDocument.Parse(_json.Line(message).ToArray());
        string? difference = Compare(found);
        if (difference is null)
        {
            Equal++;
        }
        else
        {
            Difference = $"{_path}: world {message.SequenceNumber} of {message.SourceId} (frame {message.FrameId}): {difference}";
        }
    }

    /// <summary>To be called after the last message.</summary>
    /// <returns>The first difference as one sentence; null where the runs are equal.</returns>
    public string? Finish()
    {
        if (Difference is null && _stored.MoveNext())
        {
            Difference = $"{_path}: expected more than {Equal} messages, as stored, found no more";
        }

        return Difference;
    }

    public void Dispose()
    {
        _stored.Dispose();
        _json.Dispose();
    }

    private string? Compare(JsonDocument found)
    {
        try
        {
            using JsonDocument stored = JsonDocument.Parse(_stored.Current);
            return FirstIn(string.Empty, stored.RootElement, found.RootElement);
        }
        catch (JsonException fault)
        {
            return $"expected a stored message in JSON, found a line that is none ({fault.Message})";
        }
    }

    /// <summary>The first difference in the stored order, by its path; null where there is none.</summary>
    private static string? FirstIn(string path, JsonElement stored, JsonElement found)
    {
        if (stored.ValueKind != found.ValueKind)
        {
            return Sentence(path, stored.GetRawText(), found.GetRawText());
        }

        return stored.ValueKind switch
        {
            JsonValueKind.Object => InObject(path, stored, found),
            JsonValueKind.Array => InArray(path, stored, found),
            _ => stored.GetRawText() == found.GetRawText() ? null : Sentence(path, stored.GetRawText(), found.GetRawText()),
        };
    }

    private static string? InObject(string path, JsonElement stored, JsonElement found)
    {
        foreach (JsonProperty property in stored.EnumerateObject())
        {
            if (ClockFields.Contains(property.Name))
            {
                continue;
            }

            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            string? difference = found.TryGetProperty(property.Name, out JsonElement value)
                ? FirstIn(inner, property.Value, value)
                : Sentence(inner, property.Value.GetRawText(), "no such field");
            if (difference is not null)
            {
                return difference;
            }
        }

        foreach (JsonProperty property in found.EnumerateObject())
        {
            if (!stored.TryGetProperty(property.Name, out _))
            {
                return Sentence(path.Length == 0 ? property.Name : $"{path}.{property.Name}", "no such field", property.Value.GetRawText());
            }
        }

        return null;
    }

    private static string? InArray(string path, JsonElement stored, JsonElement found)
    {
        int both = Math.Min(stored.GetArrayLength(), found.GetArrayLength());
        for (int i = 0; i < both; i++)
        {
            if (FirstIn($"{path}[{i}]", stored[i], found[i]) is { } difference)
            {
                return difference;
            }
        }

        return stored.GetArrayLength() == found.GetArrayLength()
            ? null
            : $"{path}: expected {stored.GetArrayLength()} entries, found {found.GetArrayLength()}";
    }

    private static string Sentence(string path, string stored, string found) => $"{path}: expected {Short(stored)}, found {Short(found)}";

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
