using Perception.Client;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>
/// Groups the frames of several cameras into instants by their capture times. The earliest frame opens an instant; frames captured within
/// the tolerance after it belong to it; it is closed when every camera whose frame is due has come, or when it has waited long enough.
/// </summary>
/// <remarks>
/// Where a clock was set back, instants start anew at its times: as soon as every camera's frames come too late, or where none has come in time
/// for <see cref="Patience"/>. A lossless assembler keeps the frames of a camera whose clock was set back until the others' have come to them.
/// Pure: it knows the time only as it is told. Not thread safe; allocates nothing after its construction.
/// </remarks>
/// <typeparam name="T">The frame; ownership moves in with it and out again.</typeparam>
public sealed class InstantAssembler<T>
    where T : class
{
    /// <summary>How many frames of a camera wait at the most.</summary>
    public const int QueueLength = 2;

    /// <summary>How long frames may all be late. A clock that is set back by less makes them late for as long as it was set back by.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly long PatienceNs = Nanoseconds.Of(Patience);

    private readonly long _toleranceNs;
    private readonly long _waitNs;
    private readonly bool _isLossless;
    private readonly RigCameraClock[] _cameras;
    private readonly Queue<(T Frame, long CaptureTimeNs, long ArrivedNs, bool IsSetBack)>[] _waiting;
    private readonly bool[] _wasIn;
    private long _closedToNs = long.MinValue;
    private long _newestNs = long.MinValue;
    private long? _lateSinceNs;

    public InstantAssembler(int cameras, RigOptions options)
    {
        _toleranceNs = Nanoseconds.Of(options.Tolerance);
        _waitNs = Nanoseconds.Of(options.Wait);
        _isLossless = options.IsLossless;
        _cameras = [.. Enumerable.Range(0, cameras).Select(_ => new RigCameraClock())];
        _waiting = [.. Enumerable.Range(0, cameras).Select(_ => new Queue<(T, long, long, bool)>(QueueLength + 1))];
        _wasIn = new bool[cameras];
    }

    /// <summary>The capture time of the newest frame of the last instant closed.</summary>
    public long CaptureTimeNs => _newestNs;

    /// <summary>Whether every camera has ended and no frame waits.</summary>
    public bool IsOver
    {
        get
        {
            for (int camera = 0; camera < _cameras.Length; camera++)
            {
                if (!_cameras[camera].HasEnded || _waiting[camera].Count > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether a camera's next frame has to wait until one of it was given out.</summary>
    public bool IsFull(int camera) => _waiting[camera].Count >= QueueLength;

    /// <summary>Takes in a frame.</summary>
    /// <param name="camera">Whose.</param>
    /// <param name="captureTimeNs">When it was captured.</param>
    /// <param name="frame">The frame; the assembler's if it is taken.</param>
    /// <param name="nowNs">The time on any clock that goes on evenly.</param>
    /// <returns>False where its instant is closed already: the frame is late and stays the caller's.</returns>
    public bool TryAdd(int camera, long captureTimeNs, T frame, long nowNs)
    {
        RigCameraClock clock = _cameras[camera];
        clock.Came(captureTimeNs, PatienceNs);

        // By the camera's own times alone: what a lossless run does must not depend on which camera's frame comes first.
        bool isKept = _isLossless && clock.IsSetBack;
        clock.IsBehind = isKept || captureTimeNs <= _newestNs || (captureTimeNs <= _closedToNs && !_wasIn[camera]);
        if (clock.IsBehind && !_isLossless && IsOutOfReach(nowNs))
        {
            StartAnew();
        }

        if (clock.IsBehind && !isKept)
        {
            _lateSinceNs ??= nowNs;
            return false;
        }

        clock.IsSetBack = isKept;
        _lateSinceNs = null;
        _waiting[camera].Enqueue((frame, captureTimeNs, nowNs, isKept));
        return true;
    }

    /// <summary>Takes a camera's oldest waiting frame out, for a newer one.</summary>
    public T? Drop(int camera) => _waiting[camera].TryDequeue(out (T Frame, long, long, bool) oldest) ? oldest.Frame : null;

    /// <summary>No more frames of this camera will come.</summary>
    /// <param name="camera">Which.</param>
    /// <param name="isDriveOver">Whether its drive is over, so that none is due any more; otherwise it ended too early.</param>
    public void End(int camera, bool isDriveOver)
    {
        _cameras[camera].HasEnded = true;
        _cameras[camera].IsDriveOver = isDriveOver;
    }

    /// <summary>Whether a camera's drive is over and its last frame was given out.</summary>
    public bool IsDriveOver(int camera) => _cameras[camera].IsDriveOver && _waiting[camera].Count == 0;

    /// <summary>Closes the earliest instant if it is complete or has waited long enough.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="frames">Receives each camera's frame, or null; now the caller's.</param>
    /// <param name="states">Receives what each camera gave.</param>
    /// <param name="leftNs">How long an instant that waits may still wait; meaningless otherwise.</param>
    public InstantCut Cut(long nowNs, T?[] frames, ContributionState[] states, out long leftNs)
    {
        leftNs = 0;
        if (!TryEarliest(out long openedNs, out long arrivedNs))
        {
            if (!AreAllSetBack())
            {
                return InstantCut.Nothing;
            }

            StartAnew();
            TryEarliest(out openedNs, out arrivedNs);
        }

        long endNs = openedNs + _toleranceNs;
        leftNs = arrivedNs + _waitNs - nowNs;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (IsWaitedFor(camera, endNs) && (_isLossless || leftNs > 0))
            {
                return InstantCut.Waiting;
            }
        }

        long newestNs = _newestNs;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            Close(camera, endNs, ref newestNs, out frames[camera], out states[camera]);
        }

        _newestNs = newestNs;
        _closedToNs = endNs;
        return InstantCut.Closed;
    }

    private bool TryEarliest(out long openedNs, out long arrivedNs)
    {
        openedNs = long.MaxValue;
        arrivedNs = long.MaxValue;
        for (int camera = 0; camera < _waiting.Length; camera++)
        {
            if (TryHead(camera, out (T, long CaptureTimeNs, long ArrivedNs, bool) head))
            {
                openedNs = Math.Min(openedNs, head.CaptureTimeNs);
            }
        }

        for (int camera = 0; camera < _waiting.Length; camera++)
        {
            if (TryHead(camera, out (T, long CaptureTimeNs, long ArrivedNs, bool) head) && head.CaptureTimeNs <= openedNs + _toleranceNs)
            {
                arrivedNs = Math.Min(arrivedNs, head.ArrivedNs);
            }
        }

        return openedNs != long.MaxValue;
    }

    /// <summary>A camera's oldest waiting frame.</summary>
    /// <returns>False where there is none, or one that waits until the other cameras' clocks are set back as well.</returns>
    private bool TryHead(int camera, out (T Frame, long CaptureTimeNs, long ArrivedNs, bool IsSetBack) head) =>
        _waiting[camera].TryPeek(out head) && !(head.IsSetBack && head.CaptureTimeNs <= _newestNs);

    /// <summary>Whether no camera's frame is in time, now that one was late: clocks were set back.</summary>
    private bool IsOutOfReach(long nowNs)
    {
        bool isSetBack = false;
        bool areAllBehind = true;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            RigCameraClock clock = _cameras[camera];
            if (_waiting[camera].Count > 0)
            {
                return false;
            }

            isSetBack |= clock.IsSetBack;
            areAllBehind &= clock.IsBehind || clock.HasEnded || !clock.IsAwaited;
        }

        return (isSetBack && areAllBehind) || nowNs - _lateSinceNs > PatienceNs;
    }

    /// <summary>Whether the frames that wait are all of clocks that were set back, and every camera that goes on has one.</summary>
    private bool AreAllSetBack()
    {
        bool doesAnyWait = false;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (_waiting[camera].Count == 0 && !_cameras[camera].HasEnded)
            {
                return false;
            }

            doesAnyWait |= _waiting[camera].Count > 0;
        }

        return doesAnyWait;
    }

    private void StartAnew()
    {
        _newestNs = long.MinValue;
        _closedToNs = long.MinValue;
        Array.ForEach(_cameras, static clock => clock.StartAnew());
    }

    private bool IsWaitedFor(int camera, long endNs)
    {
        RigCameraClock clock = _cameras[camera];
        if (clock.HasEnded || _waiting[camera].Count > 0)
        {
            return false;
        }

        return _isLossless || (clock.IsAwaited && clock.IsDue(endNs));
    }

    private void Close(int camera, long endNs, ref long newestNs, out T? frame, out ContributionState state)
    {
        RigCameraClock clock = _cameras[camera];
        bool waits = TryHead(camera, out (T Frame, long CaptureTimeNs, long, bool) head);
        _wasIn[camera] = waits && head.CaptureTimeNs <= endNs;
        if (_wasIn[camera])
        {
            _waiting[camera].Dequeue();
            newestNs = Math.Max(newestNs, head.CaptureTimeNs);
            (frame, state) = (head.Frame, ContributionState.Contributed);
            return;
        }

        frame = null;
        bool isDue = !waits && !IsDriveOver(camera) && (clock.HasEnded || clock.IsDue(endNs));
        state = isDue ? ContributionState.Missing : ContributionState.NotDue;
        if (isDue)
        {
            clock.IsAwaited = false;
        }
    }
}
