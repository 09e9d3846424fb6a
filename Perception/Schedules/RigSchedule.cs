using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>What was recorded of a rig by a <see cref="RigScheduleRecorder"/>, to be followed instant by instant.</summary>
/// <remarks>Immutable once it is bound; thread safe then.</remarks>
public sealed class RigSchedule
{
    private readonly ScheduleReader _file;
    private readonly string[] _names;
    private readonly RecordedSchedule[] _cameras;
    private readonly List<ScheduledInstant> _instants = [];
    private long _nextWorld;

    private RigSchedule(ScheduleReader file)
    {
        _file = file;
        _names = [.. file.Head.Cameras!.Select(camera => camera.Source)];
        _cameras = [.. _names.Select(_ => new RecordedSchedule(file))];
    }

    /// <summary>What became of each camera's frames, in the rig's order.</summary>
    public IReadOnlyList<RecordedSchedule> Cameras => _cameras;

    /// <summary>How many messages it holds.</summary>
    public int Worlds { get; private set; }

    /// <summary>In the order in which they were worked on.</summary>
    internal IReadOnlyList<ScheduledInstant> Instants => _instants;

    /// <summary>Reads the schedule of a rig; <see cref="Bind"/> follows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rig">The id of the rig that will follow it.</param>
    /// <param name="cameras">The ids of its cameras, in its order.</param>
    /// <exception cref="ScheduleException">It cannot be read, or is not of this rig.</exception>
    public static RigSchedule Load(string path, string rig, IReadOnlyList<string> cameras)
    {
        ScheduleReader file = ScheduleReader.Open(path);
        if (file.Head.Source is { } source)
        {
            throw new ScheduleException($"{path}: expected the schedule of the rig '{rig}', found that of the single source '{source}', which perceive replay DRIVE follows");
        }

        RigSchedule schedule = new(file);
        return file.Head.Rig == rig && schedule._names.SequenceEqual(cameras)
            ? schedule
            : throw new ScheduleException(
                $"{path}: expected the schedule of the rig '{rig}' with the cameras {string.Join(", ", cameras)}, found that of '{file.Head.Rig}' with {string.Join(", ", schedule._names)}");
    }

    /// <summary>Checks that what will be replayed is what was recorded.</summary>
    /// <param name="sources">In the rig's order.</param>
    /// <param name="measuresImageMotion">Whether the images' motion is measured.</param>
    /// <exception cref="ScheduleException">It is not; the message says in what it differs.</exception>
    /// <exception cref="IOException">A drive's media cannot be read.</exception>
    public void CheckInputs(IEnumerable<SourceDescription> sources, bool measuresImageMotion)
    {
        foreach ((ScheduledCamera recorded, SourceDescription found) in _file.Head.Cameras!.Zip(sources))
        {
            _file.CheckInput(recorded.Input, found, measuresImageMotion);
        }
    }

    /// <summary>Takes the events in for the networks that will follow them. Once.</summary>
    /// <exception cref="ScheduleException">An event cannot be, or the networks are not those that it was recorded with.</exception>
    public void Bind(NetworkSet networks)
    {
        _file.CheckNetworks(networks);
        ScheduledContribution?[] given = new ScheduledContribution?[_names.Length];
        foreach ((ScheduleLine line, int number) in _file.Events)
        {
            bool isTaken = line.Instant is null
                ? Array.IndexOf(_names, line.Camera) is >= 0 and int camera && TryTake(line, number, camera, networks, given)
                : TryClose(line, given);
            if (!isTaken)
            {
                throw _file.Unexpected(number);
            }
        }
    }

    /// <summary>Checks that a camera's frame is the one that was recorded.</summary>
    /// <exception cref="ScheduleException">It was captured at another time.</exception>
    internal void CheckFrame(int camera, ScheduledContribution expected, in FrameStamp found)
    {
        if (found.CaptureTimeNs != expected.CaptureTimeNs)
        {
            throw _file.OtherDrive(_names[camera], expected.CaptureTimeNs!.Value, found);
        }
    }

    /// <summary>What is thrown where a camera's frames go on without the one that was recorded.</summary>
    /// <param name="camera">Whose.</param>
    /// <param name="frame">The recorded one.</param>
    /// <param name="found">What comes in its place; null at the end of the drive.</param>
    internal ScheduleException NoFrame(int camera, long frame, long? found) => new(
        $"{_file.Path}: expected frame {frame} of {_names[camera]}, found {(found is null ? "the end of its drive" : $"frame {found}")}");

    /// <summary>Checks that a camera gave to an instant what was recorded.</summary>
    /// <exception cref="ScheduleException">It gave something else.</exception>
    internal void CheckState(ScheduledInstant instant, int camera, ContributionState found)
    {
        if (instant.Cameras[camera].State != found)
        {
            throw new ScheduleException($"{_file.Path}: expected {_names[camera]} to be {instant.Cameras[camera].State} in instant {instant.Number}, found {found}");
        }
    }

    private bool TryTake(ScheduleLine line, int number, int camera, NetworkSet networks, ScheduledContribution?[] given)
    {
        if (line.Contribution is { } contribution && given[camera] is null)
        {
            ContributionState state = _file.Enumerated<ContributionState>(contribution, number);
            given[camera] = new ScheduledContribution(state, line.Frame, line.CaptureTimeNs, line.Reason, new long[DropCounts.Causes.Length]);
            bool isTaken = line.Frame is { } frame && line.CaptureTimeNs is not null && _cameras[camera].FateOf(frame) is { Dropped: null };
            return isTaken == state is ContributionState.Contributed or ContributionState.Degraded;
        }

        if (line is { Told: > 0 and long count, Cause: string cause } && given[camera] is { } telling)
        {
            telling.Drops[(int)_file.Enumerated<DropCause>(cause, number)] = count;
            given[camera] = telling with { DropReason = line.Reason };
            return true;
        }

        return _cameras[camera].TryTake(line, number, networks, out _);
    }

    private bool TryClose(ScheduleLine line, ScheduledContribution?[] given)
    {
        long before = _instants.Count == 0 ? -1 : _instants[^1].Number;
        if (line.Instant <= before || line.CaptureTimeNs is not { } captureTimeNs || given.Contains(null) || line.World < _nextWorld)
        {
            return false;
        }

        _instants.Add(new ScheduledInstant(line.Instant!.Value, captureTimeNs, line.World, [.. given!]));
        Worlds += line.World is null ? 0 : 1;

        // The number of a message that stood still in the socket is given to no other.
        _nextWorld = line.World + 1 ?? _nextWorld;
        Array.Clear(given);
        return true;
    }
}
