using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>
/// Writes what a run decides by time: which frame was taken or dropped when and why, on which rung, what failed, and which message told of it;
/// so that <c>perceive replay --schedule</c> gives the same messages.
/// </summary>
/// <remarks>
/// One for each source. Events allocate nothing: they wait in a queue of fixed size for a task that writes them. Where the disk is too slow for
/// it, the recording ends and <see cref="Fault"/> says so. Thread safe; the order of the calls is the order in the file.
/// </remarks>
public sealed class ScheduleRecorder : IDisposable
{
    internal const int Version = 1;
    private const int WaitingEvents = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly FileStream _file;
    private readonly Channel<ScheduleEvent> _events = Channel.CreateBounded<ScheduleEvent>(
        new BoundedChannelOptions(WaitingEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly long _started;
    private readonly Task _writing;
    private volatile string? _fault;

    /// <param name="path">The file, written anew.</param>
    /// <param name="source">Whose schedule it is.</param>
    /// <param name="isLooped">Whether the drive is played in a loop.</param>
    /// <param name="networks">What runs.</param>
    /// <param name="time">The pipeline's clock.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public ScheduleRecorder(string path, SourceDescription source, bool isLooped, NetworkSet networks, TimeProvider time)
    {
        _path = path;
        _time = time;
        _started = time.GetTimestamp();
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            Write(new ScheduleLine
            {
                Schedule = Version,
                Source = source.Id,
                Origin = source.Origin,
                Loop = isLooped ? true : null,
                Networks = [.. networks.Distinct.Select(network => new ScheduledNetwork(network.Manifest.Name, network.Manifest.Sha256))],
            });
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Why the schedule is not whole, as one sentence; null while it is.</summary>
    public string? Fault => _fault;

    /// <summary>A frame was taken for processing.</summary>
    internal void Taken(long sequence, long frame, LoadStep load) =>
        Add(new ScheduleEvent(ScheduleEventKind.Taken, _time.GetTimestamp(), sequence, frame, load.Rung, default, default, load.Reason));

    /// <summary>A frame was dropped before it was processed.</summary>
    internal void Dropped(long frame, DropCause cause) =>
        Add(new ScheduleEvent(ScheduleEventKind.Dropped, _time.GetTimestamp(), frame, frame, default, cause, default, null));

    /// <summary>A frame was taken, and dropped where a stage failed on it.</summary>
    internal void Failed(long sequence, long frame, DropCause cause, PipelineStage stage, string reason) =>
        Add(new ScheduleEvent(ScheduleEventKind.Failed, _time.GetTimestamp(), sequence, frame, default, cause, stage, reason));

    /// <summary>A message is published, and tells of every drop since the one before.</summary>
    internal void World(long sequenceNumber, long frame, string? degradedReason) =>
        Add(new ScheduleEvent(ScheduleEventKind.World, _time.GetTimestamp(), sequenceNumber, frame, default, default, default, degradedReason));

    /// <exception cref="IOException">What was still to be written cannot be.</exception>
    public void Dispose()
    {
        _events.Writer.TryComplete();
        if (_writing.Wait(Patience))
        {
            _file.Dispose();
        }
        else
        {
            End("the disk stands still");
        }
    }

    private void Add(in ScheduleEvent added)
    {
        if (_fault is null && !_events.Writer.TryWrite(added))
        {
            End($"expected the disk to take {WaitingEvents} waiting events, found it slower");
        }
    }

    private void End(string because)
    {
        _fault = $"{_path}: the schedule is not whole: {because}";
        _events.Writer.TryComplete();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (ScheduleEvent next in _events.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                Write(Line(next));
            }

            await _file.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            End(failure.Message);
        }
    }

    private ScheduleLine Line(in ScheduleEvent told)
    {
        ScheduleLine line = new()
        {
            AtNs = _time.GetElapsedTime(_started, told.Timestamp).Ticks * TimeSpan.NanosecondsPerTick,
            Frame = told.Frame,
            Reason = told.Reason,
        };
        return told.Kind switch
        {
            ScheduleEventKind.Taken => line with { Taken = told.Number, Rung = Name(told.Rung) },
            ScheduleEventKind.Dropped => line with { Dropped = told.Number, Frame = null, Cause = Name(told.Cause) },
            ScheduleEventKind.Failed => line with { Failed = told.Number, Cause = Name(told.Cause), Stage = Name(told.Stage) },
            _ => line with { World = told.Number },
        };
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private void Write(ScheduleLine line)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_line))
        {
            JsonSerializer.Serialize(writer, line, ScheduleJson.Default.ScheduleLine);
        }

        _line.Write("\n"u8);
        _file.Write(_line.WrittenSpan);
    }
}
