namespace Sensors.Frames;

/// <summary>When and as what a frame was captured.</summary>
/// <param name="FrameId">The frame's number in its source, from 0; a frame that could not be read keeps its number.</param>
/// <param name="CaptureTimeNs">Capture time, nanoseconds, in the clock that <see cref="Sources.SourceDescription.Clock"/> names; the middle of the exposure where the source knows it, else the arrival of the image.</param>
/// <param name="CaptureTimestamp">The same moment on this process's monotonic clock (<see cref="TimeProvider.GetTimestamp"/>), from which latencies are measured.</param>
public readonly record struct FrameStamp(long FrameId, long CaptureTimeNs, long CaptureTimestamp);
