using System.Text.Json;
using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Recording;

/// <summary>Compares every published message with a stored run, a log of <c>perceive replay</c> or <c>perceive run</c>; keeps the first difference.</summary>
/// <remarks>
/// Exact: numbers compare by the text that gives them back bit for bit. The clock fields are left out of the comparison, whether the stored run has them or not.
/// So are the stored run's messages of other sources: a service's log has those of all its cameras.
/// One thread uses it.
/// </remarks>
public sealed class GoldenComparison : IWorldSink
{
    private readonly string _path;
    private readonly string _sourceId;
    private readonly IEnumerator<string> _lines;
    private readonly MessageJson _json = new(withClockFields: false);

    /// <param name="path">The log.</param>
    /// <param name="sourceId">Whose messages are compared.</param>
    /// <exception cref="IOException">The file cannot be read; one sentence.</exception>
    public GoldenComparison(string path, string sourceId)
    {
        _path = path;
        _sourceId = sourceId;
        try
        {
            using (File.OpenRead(path))
            {
                // Found out now, not at the first message.
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: expected the log of a run, found none that can be read ({failure.Message})", failure);
        }

        _lines = File.ReadLines(path).Where(line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal)).GetEnumerator();
    }

    /// <summary>How many messages were equal.</summary>
    public long Equal { get; private set; }

    /// <summary>How many stored messages were of other sources.</summary>
    public long Skipped { get; private set; }

    /// <summary>The first difference as one sentence; null where there is none so far.</summary>
    public string? Difference { get; private set; }

    public bool Write(WorldMessage message, Mat image)
    {
        if (Difference is not null)
        {
            return true;
        }

        using JsonDocument? stored = NextStored();
        if (stored is null)
        {
            string beside = Skipped == 0 ? string.Empty : $" beside {Skipped} of other sources";
            Difference ??= $"{_path}: expected {Equal} messages of {_sourceId}, as stored{beside}, found more: the next is of frame {message.FrameId}";
            return true;
        }

        using JsonDocument found = JsonDocument.Parse(_json.Line(message).ToArray());
        if (FirstIn(string.Empty, stored.RootElement, found.RootElement) is { } difference)
        {
            Difference = $"{_path}: world {message.SequenceNumber} of {message.SourceId} (frame {message.FrameId}): {difference}";
        }
        else
        {
            Equal++;
        }

        return true;
    }

    /// <summary>To be called after the last message.</summary>
    /// <param name="isStopped">Whether the run was ended before its drive was.</param>
    /// <returns>The first difference as one sentence; null where the runs are equal.</returns>
    public string? Finish(bool isStopped = false)
    {
        using JsonDocument? more = Difference is null ? NextStored() : null;
        if (more is not null)
        {
            Difference = isStopped
                ? $"{_path}: expected a whole run to compare, found it stopped after {Equal} messages of {_sourceId}, all equal"
                : $"{_path}: expected more than {Equal} messages of {_sourceId}, as stored, found no more";
        }

        return Difference;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _json.Dispose();
    }

    /// <summary>The next stored message of the source; null where there is none, or a line that cannot be read, which is the difference then.</summary>
    private JsonDocument? NextStored()
    {
        while (_lines.MoveNext())
        {
            try
            {
                JsonDocument stored = JsonDocument.Parse(_lines.Current);
                if (!stored.RootElement.TryGetProperty("sourceId", out JsonElement source) || source.ToString() == _sourceId)
                {
                    return stored;
                }

                stored.Dispose();
                Skipped++;
            }
            catch (JsonException fault)
            {
                Difference = $"{_path}: expected a stored message in JSON, found a line that is none ({fault.Message})";
                break;
            }
        }

        return null;
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
            if (MessageJson.ClockFields.Contains(property.Name))
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
