using System.Text.Json;
using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>The lines of a recorded schedule: its head, its events, and that it is whole.</summary>
internal sealed class ScheduleReader
{
    private readonly string[] _lines;

    private ScheduleReader(string path, ScheduleLine head, string[] lines)
    {
        Path = path;
        Head = head;
        _lines = lines;
    }

    public string Path { get; }

    public ScheduleLine Head { get; }

    /// <summary>The events with their places among the lines of the file.</summary>
    /// <exception cref="ScheduleException">A line is none of a schedule.</exception>
    public IEnumerable<(ScheduleLine Line, int Number)> Events => Enumerable.Range(2, _lines.Length - 2).Select(number => (Parse(Path, number, _lines[number - 1]), number));

    /// <exception cref="ScheduleException">It cannot be read, is of another version, or was cut off.</exception>
    public static ScheduleReader Open(string path)
    {
        string[] lines = ReadLines(path);
        ScheduleLine head = lines.Length == 0 ? new ScheduleLine() : Parse(path, 1, lines[0]);
        bool isOfSource = head is { Source: not null, Input: not null };
        bool isOfRig = head is { Source: null, Rig: not null } && head.Cameras?.All(camera => camera is { Source: not null, Input: not null }) == true;
        if (head.Schedule != ScheduleWriter.Version || head.ImageMotion is null || !AreNamed(head.Networks) || !(isOfSource || isOfRig))
        {
            throw new ScheduleException($"{path}:1: expected the head of a schedule of version {ScheduleWriter.Version}, found {(lines.Length == 0 ? "an empty file" : lines[0])}");
        }

        int events = lines.Length - 2;
        return events >= 0 && Parse(path, lines.Length, lines[^1]).End == events
            ? new ScheduleReader(path, head, lines)
            : throw new ScheduleException($"{path}:{lines.Length}: expected the end of the schedule with the number of its events, found '{lines[^1]}': it was cut off or changed");
    }

    /// <exception cref="ScheduleException">The networks are not those that it was recorded with.</exception>
    public void CheckNetworks(NetworkSet networks)
    {
        IReadOnlyList<ScheduledNetwork> present = ScheduledNetwork.Of(networks);
        if (!Head.Networks!.SequenceEqual(present))
        {
            throw new ScheduleException($"{Path}: expected the networks that it was recorded with ({Names(Head.Networks!)}), found {Names(present)}");
        }

        static string Names(IEnumerable<ScheduledNetwork> named) => string.Join(", ", named.Select(network => $"{network.Name} {network.Sha256[..ScheduledNetwork.ShownDigits]}"));
    }

    /// <summary>Checks what a source is against what it was recorded as.</summary>
    /// <exception cref="ScheduleException">They differ, or the image's motion is measured in one of them only; the message says in what.</exception>
    /// <exception cref="IOException">The drive's media cannot be read.</exception>
    public void CheckInput(ScheduledInput recorded, SourceDescription found, bool measuresImageMotion)
    {
        List<string> differences = [.. recorded.Differences(ScheduledInput.Of(found))];
        if (measuresImageMotion != Head.ImageMotion)
        {
            differences.Add($"the image's motion {(measuresImageMotion ? "measured in place of not" : "not measured in place of measured")}");
        }

        if (differences.Count > 0)
        {
            throw new ScheduleException($"{Path}: expected {found.Id} as it was recorded, found {string.Join(", ", differences)}");
        }
    }

    /// <summary>The plan of a rung.</summary>
    /// <exception cref="ScheduleException">The networks have none.</exception>
    public LoadPlan Plan(NetworkSet networks, LoadRung rung, int line) => networks.Plans.FirstOrDefault(plan => plan.Rung == rung)
        ?? throw new ScheduleException($"{Path}:{line}: expected a rung that these networks have ({string.Join(", ", networks.Plans.Select(plan => plan.Rung))}), found {rung}");

    /// <exception cref="ScheduleException">No member has this name.</exception>
    public T Enumerated<T>(string text, int line)
        where T : struct, Enum => text.All(char.IsLetter) && Enum.TryParse(text, ignoreCase: true, out T value)
            ? value
            : throw new ScheduleException($"{Path}:{line}: expected one of {string.Join(", ", Enum.GetNames<T>())}, found '{text}'");

    /// <summary>What is thrown at an event that cannot be.</summary>
    public ScheduleException Unexpected(int line) => new($"{Path}:{line}: expected an event that follows on those before it, found '{_lines[line - 1]}'");

    /// <summary>What is thrown at a frame that was captured at another time than the recorded one.</summary>
    public ScheduleException OtherDrive(string source, long captureTimeNs, in FrameStamp found) => new(
        $"{Path}: expected frame {found.FrameId} of {source} to be captured at {captureTimeNs} ns, found {found.CaptureTimeNs} ns: it was recorded with another drive");

    private static bool AreNamed(IEnumerable<ScheduledNetwork?>? networks) =>
        networks?.All(network => network is { Name: not null, Sha256.Length: >= ScheduledNetwork.ShownDigits }) == true;

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ScheduleException($"{path}: expected a schedule, found none that can be read ({failure.Message})", failure);
        }
    }

    private static ScheduleLine Parse(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ScheduleJson.Default.ScheduleLine);
        }
        catch (JsonException failure)
        {
            throw new ScheduleException($"{path}:{number}: expected a line of a schedule, found '{line}' ({failure.Message})", failure);
        }
    }
}
