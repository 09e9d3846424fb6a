namespace Sensors.Sources;

/// <summary>A recorded drive, which can be read again from its first frame. One thread uses it.</summary>
public interface IRecordedSource : IFrameSource
{
    /// <summary>Goes back to before the first frame; the next reads give the same frames, numbers and times.</summary>
    void Rewind();

    /// <summary>Goes on with a frame, forward or back; beyond the range, with its first frame or its end.</summary>
    /// <exception cref="DriveException">The drive cannot be opened again to go back.</exception>
    void Seek(long frameId);
}
