namespace Sensors.Sources;

/// <summary>What came of one attempt to read a frame.</summary>
public enum FrameReadStatus
{
    /// <summary>An image was read.</summary>
    Frame,

    /// <summary>This one frame could not be used (see <see cref="FrameRead.Problem"/>); the source goes on.</summary>
    BadFrame,

    /// <summary>The recorded drive is over, whole.</summary>
    EndOfDrive,

    /// <summary>The source ended before it should have, or cannot go on; what was read before is good.</summary>
    Fault,

    /// <summary>A live camera delivers nothing at present; the source is trying to reopen it.</summary>
    Interrupted,
}
