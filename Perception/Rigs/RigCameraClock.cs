namespace Perception.Rigs;

/// <summary>What an assembler knows of one camera's times: when its last frame was and how far its frames lie apart.</summary>
internal sealed class RigCameraClock
{
    private const int Remembered = 8;

    private readonly long[] _periodsNs = new long[Remembered];
    private long _periods;
    private long _lastNs = long.MinValue;
    private long _beforeNs;

    /// <summary>Whether instants wait for it: not once it was waited for in vain, until a frame comes again.</summary>
    public bool IsAwaited { get; set; } = true;

    /// <summary>Whether its clock was set back and none of its frames was in time since.</summary>
    public bool IsSetBack { get; set; }

    /// <summary>Whether its last frame was late.</summary>
    public bool IsBehind { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>Whether it has ended because its drive is over, and not too early.</summary>
    public bool IsDriveOver { get; set; }

    /// <summary>The shortest of its last distances between frames: a dropped frame makes one longer. 0 before two frames.</summary>
    private long PeriodNs
    {
        get
        {
            long shortest = 0;
            for (int i = 0; i < Math.Min(_periods, Remembered); i++)
            {
                shortest = shortest == 0 ? _periodsNs[i] : Math.Min(shortest, _periodsNs[i]);
            }

            return shortest;
        }
    }

    /// <summary>A frame came.</summary>
    /// <param name="captureTimeNs">When it was captured.</param>
    /// <param name="setBackNs">A time that is before the last one by more than this is of a clock that was set back; less is taken for one that is not exact.</param>
    public void Came(long captureTimeNs, long setBackNs)
    {
        bool isFirst = _lastNs == long.MinValue;
        bool wasSetBack = !isFirst && captureTimeNs < _lastNs - setBackNs;
        if (!isFirst && captureTimeNs > _lastNs)
        {
            _periodsNs[_periods++ % Remembered] = captureTimeNs - _lastNs;
        }

        _beforeNs = wasSetBack && !IsSetBack ? _lastNs : _beforeNs;
        _lastNs = wasSetBack ? captureTimeNs : Math.Max(_lastNs, captureTimeNs);
        IsSetBack |= wasSetBack;
        IsAwaited = true;
    }

    /// <summary>Whether a frame should have been captured by then, on the clock as it was before it was set back; unknown times count as due.</summary>
    public bool IsDue(long byNs) => _periods == 0 || (IsSetBack ? _beforeNs : _lastNs) + PeriodNs <= byNs;

    /// <summary>Instants start anew at other times. A camera of which none has come yet at these is due at once.</summary>
    public void StartAnew()
    {
        _lastNs = IsBehind ? _lastNs : long.MinValue;
        IsSetBack = false;
        IsBehind = false;
    }
}
