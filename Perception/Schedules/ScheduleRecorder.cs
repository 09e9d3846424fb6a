using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Schedules;

/// <summary>
/// Records what a source's run decides by time: which frame was taken or dropped when and why, on which rung, what failed, and which message told of it;
/// so that <c>perceive replay --schedule</c> gives the same messages.
/// </summary>
/// <remarks>Thread safe; allocates nothing.</remarks>
public sealed class ScheduleRecorder
{
    private readonly ScheduleWriter _writer;
    private readonly int? _camera;

    /// <param name="writer">Takes the events; the caller's.</param>
    /// <param name="camera">The source's place in the rig that the schedule is of; null where it is the source's own.</param>
    public ScheduleRecorder(ScheduleWriter writer, int? camera = null)
    {
        _writer = writer;
        _camera = camera;
    }

    /// <inheritdoc cref="ScheduleWriter.Fault"/>
    public string? Fault => _writer.Fault;

    /// <summary>A frame was taken for processing.</summary>
    internal void Taken(long sequence, long frame, LoadStep load) =>
        _writer.Add(new ScheduleEvent(ScheduleEventKind.Taken) { Camera = _camera, Number = sequence, Frame = frame, Rung = load.Rung, Reason = load.Reason });

    /// <summary>A frame was dropped before it was processed.</summary>
    internal void Dropped(long frame, DropCause cause) =>
        _writer.Add(new ScheduleEvent(ScheduleEventKind.Dropped) { Camera = _camera, Number = frame, Cause = cause });

    /// <summary>A frame was taken, and dropped where a stage failed on it.</summary>
    internal void Failed(long sequence, long frame, DropCause cause, PipelineStage stage, string reason) =>
        _writer.Add(new ScheduleEvent(ScheduleEventKind.Failed) { Camera = _camera, Number = sequence, Frame = frame, Cause = cause, Stage = stage, Reason = reason });

    /// <summary>A message is published, and tells of every drop since the one before.</summary>
    internal void World(long sequenceNumber, in FrameStamp stamp, string? degradedReason) => _writer.Add(
        new ScheduleEvent(ScheduleEventKind.World) { Number = sequenceNumber, Frame = stamp.FrameId, CaptureTimeNs = stamp.CaptureTimeNs, Reason = degradedReason });

    /// <summary>What the camera gave to the instant that <see cref="RigScheduleRecorder.Instant"/> names next.</summary>
    /// <param name="state">What.</param>
    /// <param name="stamp">Its frame, published or failed; null where it gave none.</param>
    /// <param name="reason">Why it gave less than it should have, or null.</param>
    internal void Contribution(ContributionState state, FrameStamp? stamp, string? reason) => _writer.Add(
        new ScheduleEvent(ScheduleEventKind.Contribution) { Camera = _camera, State = state, Frame = stamp?.FrameId, CaptureTimeNs = stamp?.CaptureTimeNs, Reason = reason });

    /// <summary>The instant's world tells of lost frames of the camera, and of why its frames were lost.</summary>
    internal void Told(DropCause cause, long count, string? reason) =>
        _writer.Add(new ScheduleEvent(ScheduleEventKind.Told) { Camera = _camera, Cause = cause, Number = count, Reason = reason });
}
