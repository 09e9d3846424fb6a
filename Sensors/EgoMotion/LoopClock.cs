namespace Sensors.EgoMotion;

/// <summary>Takes the ever-increasing times of a drive that is played in a loop back to the times of its one recording.</summary>
/// <remarks>Thread safe: the source that plays the drive writes the length once, before it hands out a frame of the second round.</remarks>
internal sealed class LoopClock
{
    private long _firstNs;
    private long _lengthNs;

    /// <summary>States the loop's first time and its length, once known.</summary>
    public void Set(long firstNs, long lengthNs)
    {
        Volatile.Write(ref _firstNs, firstNs);
        Volatile.Write(ref _lengthNs, lengthNs);
    }

    public long ToDriveTime(long timeNs)
    {
        long length = Volatile.Read(ref _lengthNs);
        long first = Volatile.Read(ref _firstNs);
        return length == 0 || timeNs < first ? timeNs : first + ((timeNs - first) % length);
    }
}
