namespace Sensors.Sources;

/// <summary>The result of <see cref="IFrameSource.Read"/>.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="FrameId">The frame's number in the source, from 0; good and bad frames count alike.</param>
/// <param name="CaptureTimeNs">Capture time, nanoseconds, in the source's clock.</param>
/// <param name="Problem">One sentence (file, expected, found) where the status is not <see cref="FrameReadStatus.Frame"/> or <see cref="FrameReadStatus.EndOfDrive"/>; with a frame, a warning about it, else null.</param>
public readonly record struct FrameRead(FrameReadStatus Status, long FrameId, long CaptureTimeNs, string? Problem)
{
    /// <summary>Whether a new round of a looped drive begins with it: what it shows does not follow the frame before.</summary>
    public bool IsNewRound { get; init; }
}
