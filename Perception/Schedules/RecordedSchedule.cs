using System.Text.Json;
using Perception.Client;
using Perception.Pipeline;

namespace Perception.Schedules;

/// <summary>A schedule that was recorded by a <see cref="ScheduleRecorder"/>, to be followed frame by frame.</summary>
/// <remarks>Immutable once it is bound; thread safe then.</remarks>
public sealed class RecordedSchedule
{
    private readonly string _path;
    private readonly Dictionary<long, FrameFate> _fates = [];
    private readonly List<ScheduledWorld> _worlds = [];
    private readonly ScheduleLine _head;
    private readonly string[] _lines;

    private RecordedSchedule(string path, ScheduleLine head, string[] lines)
    {
        _path = path;
        _head = head;
        _lines = lines;
    }

    /// <summary>The source's id in every message.</summary>
    public string SourceId => _head.Source!;

    /// <summary>Whether the drive was played in a loop.</summary>
    public bool IsLooped => _head.Loop ?? false;

    /// <summary>How many messages it holds.</summary>
    public int Worlds => _worlds.Count;

    /// <summary>Reads a schedule; <see cref="Bind"/> follows.</summary>
    /// <exception cref="ScheduleException">It cannot be read.</exception>
    public static RecordedSchedule Load(string path)
    {
        string[] lines = ReadLines(path);
        ScheduleLine head = lines.Length == 0 ? new ScheduleLine() : Parse(path, 1, lines[0]);
        if (head.Schedule != ScheduleRecorder.Version || head.Source is null || head.Networks is null)
        {
            throw new ScheduleException($"{path}:1: expected the head of a schedule of version {ScheduleRecorder.Version}, found {(lines.Length == 0 ? "an empty file" : lines[0])}");
        }

        return new RecordedSchedule(path, head, lines);
    }

    /// <summary>Takes the events in for the networks that will follow them. Once.</summary>
    /// <exception cref="ScheduleException">An event cannot be, or the networks are not those that it was recorded with.</exception>
    public void Bind(NetworkSet networks)
    {
        CheckNetworks(networks);
        ReadEvents(_lines, networks);
    }

    /// <summary>What became of a frame; null where the run had ended before it.</summary>
    internal FrameFate? FateOf(long frame) => _fates.GetValueOrDefault(frame);

    /// <summary>What a message told of the frames lost before it.</summary>
    /// <exception cref="ScheduleException">The message is of another frame than the recorded one.</exception>
    internal ScheduledWorld WorldAt(long sequenceNumber, long frame)
    {
        if (sequenceNumber >= _worlds.Count)
        {
            throw new ScheduleException($"{_path}: expected {_worlds.Count} messages, found one more, of frame {frame}");
        }

        ScheduledWorld world = _worlds[(int)sequenceNumber];
        return world.Frame == frame ? world : throw new ScheduleException($"{_path}: expected message {sequenceNumber} to be of frame {world.Frame}, found frame {frame}");
    }

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
            return JsonSerializer.Deserialize(line, ScheduleJson.Default.ScheduleLine)!;
        }
        catch (JsonException failure)
        {
            throw new ScheduleException($"{path}:{number}: expected a line of a schedule, found '{line}' ({failure.Message})", failure);
        }
    }

    private void CheckNetworks(NetworkSet networks)
    {
        ScheduledNetwork[] present = [.. networks.Distinct.Select(network => new ScheduledNetwork(network.Manifest.Name, network.Manifest.Sha256))];
        if (!_head.Networks!.SequenceEqual(present))
        {
            throw new ScheduleException($"{_path}: expected the networks that it was recorded with ({Names(_head.Networks!)}), found {Names(present)}");
        }

        static string Names(IEnumerable<ScheduledNetwork> named) => string.Join(", ", named.Select(network => $"{network.Name} {network.Sha256[..8]}"));
    }

    private void ReadEvents(string[] lines, NetworkSet networks)
    {
        long[] drops = new long[DropCounts.Causes.Length];
        LoadStep load = new(networks.Plans[0], null, 0);
        for (int i = 1; i < lines.Length; i++)
        {
            ScheduleLine line = Parse(_path, i + 1, lines[i]);
            if (line is { Taken: not null, Frame: long taken, Rung: string rung })
            {
                load = Step(load, Enumerated<LoadRung>(rung, i), line.Reason, networks, i);
                _fates[taken] = new FrameFate(null, load, null);
            }
            else if (line is { Dropped: long dropped, Cause: string dropCause })
            {
                DropCause cause = Enumerated<DropCause>(dropCause, i);
                _fates[dropped] = new FrameFate(cause, null, null);
                drops[(int)cause]++;
            }
            else if (line is { Failed: not null, Frame: long failed, Cause: string failCause, Stage: string stage } && _fates.TryGetValue(failed, out FrameFate? fate))
            {
                DropCause cause = Enumerated<DropCause>(failCause, i);
                _fates[failed] = fate with { Failure = new ScheduledFailure(cause, Enumerated<PipelineStage>(stage, i), line.Reason ?? string.Empty) };
                drops[(int)cause]++;
            }
            else if (line is { World: long world, Frame: long frame } && world == _worlds.Count)
            {
                _worlds.Add(new ScheduledWorld(frame, drops, line.Reason));
                drops = new long[DropCounts.Causes.Length];
            }
            else
            {
                throw new ScheduleException($"{_path}:{i + 1}: expected an event that follows on those before it, found '{lines[i]}'");
            }
        }
    }

    private LoadStep Step(LoadStep before, LoadRung rung, string? reason, NetworkSet networks, int line)
    {
        if (before.Rung == rung && before.Reason == reason)
        {
            return before;
        }

        LoadPlan plan = networks.Plans.FirstOrDefault(plan => plan.Rung == rung)
            ?? throw new ScheduleException($"{_path}:{line + 1}: expected a rung that these networks have ({string.Join(", ", networks.Plans.Select(plan => plan.Rung))}), found {rung}");
        return new LoadStep(plan, reason, before.Changes + 1);
    }

    private T Enumerated<T>(string text, int line)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out T value) && char.IsLetter(text[0])
            ? value
            : throw new ScheduleException($"{_path}:{line + 1}: expected one of {string.Join(", ", Enum.GetNames<T>())}, found '{text}'");
}
