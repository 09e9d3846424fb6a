namespace Perception.Schedules;

/// <summary>Records in which order a rig's instants were worked on, and which message came of each; beside its cameras' <see cref="ScheduleRecorder"/>s, in one file.</summary>
/// <remarks>Thread safe; allocates nothing.</remarks>
public sealed class RigScheduleRecorder
{
    private readonly ScheduleWriter _writer;

    /// <param name="writer">Takes the events; the caller's.</param>
    /// <param name="cameras">How many the rig has.</param>
    public RigScheduleRecorder(ScheduleWriter writer, int cameras)
    {
        _writer = writer;
        Cameras = [.. Enumerable.Range(0, cameras).Select(camera => new ScheduleRecorder(writer, camera))];
    }

    /// <summary>In the rig's order.</summary>
    public IReadOnlyList<ScheduleRecorder> Cameras { get; }

    /// <summary>The instant to which the cameras have contributed since the last one.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="captureTimeNs">Its capture time.</param>
    /// <param name="world">The sequence number of its message; null where nothing came of it.</param>
    internal void Instant(long number, long captureTimeNs, long? world) =>
        _writer.Add(new ScheduleEvent(ScheduleEventKind.Instant) { Number = number, CaptureTimeNs = captureTimeNs, World = world });
}
