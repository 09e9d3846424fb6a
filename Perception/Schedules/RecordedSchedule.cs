using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>What was recorded of one source by a <see cref="ScheduleRecorder"/>, to be followed frame by frame.</summary>
/// <remarks>Immutable once it is bound; thread safe then.</remarks>
public sealed class RecordedSchedule
{
    private readonly ScheduleReader _file;
    private readonly Dictionary<long, FrameFate> _fates = [];
    private readonly List<ScheduledWorld> _worlds = [];
    private LoadStep? _load;

    internal RecordedSchedule(ScheduleReader file) => _file = file;

    /// <summary>The source's id in every message.</summary>
    public string SourceId => _file.Head.Source!;

    /// <summary>Whether the drive was played in a loop.</summary>
    public bool IsLooped => _file.Head.Loop ?? false;

    /// <summary>How many messages it holds.</summary>
    public int Worlds => _worlds.Count;

    /// <summary>Reads the schedule of a single source; <see cref="Bind"/> follows.</summary>
    /// <exception cref="ScheduleException">It cannot be read, or is a rig's.</exception>
    public static RecordedSchedule Load(string path)
    {
        ScheduleReader file = ScheduleReader.Open(path);
        return file.Head.Rig is { } rig
            ? throw new ScheduleException($"{path}: expected the schedule of a single source, found that of the rig '{rig}', which perceive replay --config follows")
            : new RecordedSchedule(file);
    }

    /// <summary>Checks that what will be replayed is what was recorded.</summary>
    /// <exception cref="ScheduleException">It is not; the message says in what it differs.</exception>
    /// <exception cref="IOException">The drive's media cannot be read.</exception>
    public void CheckInput(SourceDescription source, bool measuresImageMotion) => _file.CheckInput(_file.Head.Input!, source, measuresImageMotion);

    /// <summary>Takes the events in for the networks that will follow them. Once.</summary>
    /// <exception cref="ScheduleException">An event cannot be, or the networks are not those that it was recorded with.</exception>
    public void Bind(NetworkSet networks)
    {
        _file.CheckNetworks(networks);
        long[] drops = new long[DropCounts.Causes.Length];
        foreach ((ScheduleLine line, int number) in _file.Events)
        {
            if (TryTake(line, number, networks, out DropCause? lost))
            {
                if (lost is { } cause)
                {
                    drops[(int)cause]++;
                }
            }
            else if (line is { World: long world, Frame: long frame, CaptureTimeNs: long captureTimeNs } && world == _worlds.Count)
            {
                _worlds.Add(new ScheduledWorld(frame, captureTimeNs, drops, line.Reason));
                drops = new long[DropCounts.Causes.Length];
            }
            else
            {
                throw _file.Unexpected(number);
            }
        }
    }

    /// <summary>What became of a frame; null where the run had ended before it.</summary>
    internal FrameFate? FateOf(long frame) => _fates.GetValueOrDefault(frame);

    /// <summary>What a message told of the frames lost before it.</summary>
    /// <exception cref="ScheduleException">The message is of another frame than the recorded one.</exception>
    internal ScheduledWorld WorldAt(long sequenceNumber, in FrameStamp stamp)
    {
        if (sequenceNumber >= _worlds.Count)
        {
            throw new ScheduleException($"{_file.Path}: expected {_worlds.Count} messages, found one more, of frame {stamp.FrameId}");
        }

        ScheduledWorld world = _worlds[(int)sequenceNumber];
        if (world.Frame != stamp.FrameId)
        {
            throw new ScheduleException($"{_file.Path}: expected message {sequenceNumber} to be of frame {world.Frame}, found frame {stamp.FrameId}");
        }

        return world.CaptureTimeNs == stamp.CaptureTimeNs ? world : throw _file.OtherDrive(SourceId, world.CaptureTimeNs, stamp);
    }

    /// <summary>Takes in what became of one frame.</summary>
    /// <param name="line">The event.</param>
    /// <param name="number">Its place in the file, from 1.</param>
    /// <param name="networks">Those that follow.</param>
    /// <param name="lost">The cause by which the frame was lost; null where it was not.</param>
    /// <returns>False for an event that is of no frame, or cannot be.</returns>
    /// <exception cref="ScheduleException">A name in it is unknown, or the networks lack its rung.</exception>
    internal bool TryTake(ScheduleLine line, int number, NetworkSet networks, out DropCause? lost)
    {
        lost = null;
        if (line is { Taken: not null, Frame: long taken, Rung: string rung })
        {
            _load = Step(_load ?? new LoadStep(networks.Plans[0], null, 0), _file.Enumerated<LoadRung>(rung, number), line.Reason, networks, number);
            _fates[taken] = new FrameFate(null, _load, null);
            return true;
        }

        if (line is { Dropped: long dropped, Cause: string dropCause })
        {
            lost = _file.Enumerated<DropCause>(dropCause, number);
            _fates[dropped] = new FrameFate(lost, null, null);
            return true;
        }

        if (line is { Failed: not null, Frame: long failed, Cause: string failCause, Stage: string stage } && _fates.TryGetValue(failed, out FrameFate? fate))
        {
            DropCause cause = _file.Enumerated<DropCause>(failCause, number);
            lost = cause;
            _fates[failed] = fate with { Failure = new ScheduledFailure(cause, _file.Enumerated<PipelineStage>(stage, number), line.Reason ?? string.Empty) };
            return true;
        }

        return false;
    }

    private LoadStep Step(LoadStep before, LoadRung rung, string? reason, NetworkSet networks, int line) =>
        before.Rung == rung && before.Reason == reason ? before : new LoadStep(_file.Plan(networks, rung, line), reason, before.Changes + 1);
}
