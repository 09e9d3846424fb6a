using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>The file of a schedule that is being recorded: of one source, or of a rig.</summary>
/// <remarks>
/// Events allocate nothing: they wait in a queue of fixed size for a task that writes them. Where the disk is full or too slow for
/// it, the recording ends and <see cref="Fault"/> says so. What is written reaches the file as soon as no further event waits. Thread safe; the order of the calls is the order in the file.
/// </remarks>
public sealed class ScheduleWriter : IDisposable
{
    internal const int Version = 3;
    private const int WaitingEvents = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] Rungs = [.. WireNames.All<LoadRung>()];
    private static readonly string[] Causes = [.. WireNames.All<DropCause>()];
    private static readonly string[] Stages = [.. WireNames.All<PipelineStage>()];
    private static readonly string[] States = [.. WireNames.All<ContributionState>()];

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly FileStream _file;
    private readonly Channel<ScheduleEvent> _events = Channel.CreateBounded<ScheduleEvent>(
        new BoundedChannelOptions(WaitingEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly IReadOnlyList<ScheduledCamera> _cameras;
    private readonly long _started;
    private readonly Task _writing;
    private volatile string? _fault;

    /// <summary>Of one source.</summary>
    /// <param name="path">The file, written anew.</param>
    /// <param name="source">Whose schedule it is.</param>
    /// <param name="isLooped">Whether the drive is played in a loop.</param>
    /// <param name="networks">What runs.</param>
    /// <param name="measuresImageMotion">Whether the image's motion is measured.</param>
    /// <param name="time">The pipeline's clock.</param>
    /// <exception cref="IOException">The file cannot be written, or the drive's media not be read.</exception>
    public ScheduleWriter(string path, SourceDescription source, bool isLooped, NetworkSet networks, bool measuresImageMotion, TimeProvider time)
        : this(
            path,
            new ScheduleLine { Source = source.Id, Origin = source.Origin, Loop = isLooped ? true : null, Input = ScheduledInput.Of(source), ImageMotion = measuresImageMotion },
            networks,
            time)
    {
    }

    /// <summary>Of a rig.</summary>
    /// <param name="path">The file, written anew.</param>
    /// <param name="rig">Its id.</param>
    /// <param name="cameras">Its cameras, in its order.</param>
    /// <param name="networks">What runs.</param>
    /// <param name="measuresImageMotion">Whether the images' motion is measured.</param>
    /// <param name="time">The pipelines' clock.</param>
    /// <exception cref="IOException">The file cannot be written, or a drive's media not be read.</exception>
    public ScheduleWriter(string path, string rig, IEnumerable<SourceDescription> cameras, NetworkSet networks, bool measuresImageMotion, TimeProvider time)
        : this(
            path,
            new ScheduleLine
            {
                Rig = rig,
                Cameras = [.. cameras.Select(camera => new ScheduledCamera(camera.Id, camera.Origin, ScheduledInput.Of(camera)))],
                ImageMotion = measuresImageMotion,
            },
            networks,
            time)
    {
    }

    private ScheduleWriter(string path, ScheduleLine head, NetworkSet networks, TimeProvider time)
    {
        _path = path;
        _time = time;
        _cameras = head.Cameras ?? [];
        _started = time.GetTimestamp();
        _file = RecordingFile.Open(path, FileMode.Create);
        _json = new Utf8JsonWriter(_line);
        _writing = Task.Run(() => WriteAsync(head with { Schedule = Version, Networks = ScheduledNetwork.Of(networks) }));
    }

    /// <summary>Why the schedule is not whole, as one sentence; null while it is. Settled by <see cref="Dispose"/>.</summary>
    public string? Fault => _fault;

    /// <summary>Waits until everything is written, unless the disk stands still: then what writes frees the file when it lets go.</summary>
    public void Dispose()
    {
        if (_events.Writer.TryComplete() && !_writing.Wait(Patience))
        {
            End($"the disk standing still for {Patience.TotalSeconds:0} s");
        }
    }

    internal void Add(in ScheduleEvent added)
    {
        if (_fault is null && !_events.Writer.TryWrite(added with { Timestamp = _time.GetTimestamp() }))
        {
            End($"the disk too slow for it, with {WaitingEvents} events waiting");
        }
    }

    private void End(string found)
    {
        _fault = $"{_path}: expected to record the whole schedule, found {found}";
        _events.Writer.TryComplete();
    }

    private async Task WriteAsync(ScheduleLine head)
    {
        try
        {
            using (_file)
            using (_json)
            {
                Write(head);
                long events = 0;
                await foreach (ScheduleEvent next in _events.Reader.ReadAllAsync().ConfigureAwait(false))
                {
                    Write(Line(next));
                    events++;
                    if (!_events.Reader.TryPeek(out _))
                    {
                        _file.Flush();
                    }
                }

                if (_fault is null)
                {
                    Write(new ScheduleLine { AtNs = AtNs(_time.GetTimestamp()), End = events });
                }
            }
        }
        catch (IOException failure)
        {
            End($"it cut off ({failure.Message})");
        }
    }

    private long AtNs(long timestamp) => Nanoseconds.Of(_time.GetElapsedTime(_started, timestamp));

    private ScheduleLine Line(in ScheduleEvent told)
    {
        ScheduleLine line = new()
        {
            AtNs = AtNs(told.Timestamp),
            Camera = told.Camera is { } camera ? _cameras[camera].Source : null,
            World = told.World,
            Frame = told.Frame,
            CaptureTimeNs = told.CaptureTimeNs,
            Reason = told.Reason,
        };
        return told.Kind switch
        {
            ScheduleEventKind.Taken => line with { Taken = told.Number, Rung = Rungs[(int)told.Rung] },
            ScheduleEventKind.Dropped => line with { Dropped = told.Number, Cause = Causes[(int)told.Cause] },
            ScheduleEventKind.Failed => line with { Failed = told.Number, Cause = Causes[(int)told.Cause], Stage = Stages[(int)told.Stage] },
            ScheduleEventKind.World => line with { World = told.Number },
            ScheduleEventKind.Contribution => line with { Contribution = States[(int)told.State] },
            ScheduleEventKind.Told => line with { Told = told.Number, Cause = Causes[(int)told.Cause] },
            _ => line with { Instant = told.Number },
        };
    }

    private void Write(in ScheduleLine line)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, line, ScheduleJson.Default.ScheduleLine);
        _json.Flush();
        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
    }
}
