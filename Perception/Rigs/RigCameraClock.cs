namespace Perception.Rigs;

/// <summary>What an assembler knows of one camera's times: when its last frame was and how far its frames lie apart.</summary>
internal sealed class RigCameraClock
{
    private const int Remembered = 8;

    private readonly long[] _periodsNs = new long[Remembered];
    private long _frames;

    /// <summary>Capture time of the last frame that came.</summary>
    public long LastNs { get; private set; } = long.MinValue;

    /// <summary>Whether instants wait for it: not once it was waited for in vain, until a frame comes again.</summary>
    public bool IsAwaited { get; set; } = true;

    public bool HasEnded { get; set; }

    /// <summary>Whether it has ended because its drive is over, and not too early.</summary>
    public bool IsDriveOver { get; set; }

    /// <summary>The shortest of its last distances between frames: a dropped frame makes one longer. 0 before two frames.</summary>
    private long PeriodNs
    {
        get
        {
            long shortest = 0;
            for (int i = 0; i < Math.Min(_frames - 1, Remembered); i++)
            {
                shortest = shortest == 0 ? _periodsNs[i] : Math.Min(shortest, _periodsNs[i]);
            }

            return shortest;
        }
    }

    public void Came(long captureTimeNs)
    {
        if (_frames > 0 && captureTimeNs > LastNs)
        {
            _periodsNs[(_frames - 1) % Remembered] = captureTimeNs - LastNs;
        }

        _frames += captureTimeNs > LastNs ? 1 : 0;
        LastNs = Math.Max(LastNs, captureTimeNs);
        IsAwaited = true;
    }

    /// <summary>Whether a frame should have been captured by then; unknown times count as due.</summary>
    public bool IsDue(long byNs) => _frames < 2 || LastNs + PeriodNs <= byNs;
}
