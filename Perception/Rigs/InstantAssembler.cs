using Perception.Client;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>
/// Groups the frames of several cameras into instants by their capture times. The earliest frame opens an instant; frames captured within
/// the tolerance after it belong to it; it is closed when every camera whose frame is due has come, or when it has waited long enough.
/// </summary>
/// <remarks>Pure: it knows the time only as it is told. Not thread safe; allocates nothing after its construction.</remarks>
/// <typeparam name="T">The frame; ownership moves in with it and out again.</typeparam>
public sealed class InstantAssembler<T>
    where T : class
{
    /// <summary>How many frames of a camera wait at the most.</summary>
    public const int QueueLength = 2;

    private readonly long _toleranceNs;
    private readonly long _waitNs;
    private readonly bool _isLossless;
    private readonly RigCameraClock[] _cameras;
    private readonly Queue<(T Frame, long CaptureTimeNs, long ArrivedNs)>[] _waiting;
    private readonly bool[] _wasIn;
    private long _closedToNs = long.MinValue;
    private long _newestNs = long.MinValue;

    public InstantAssembler(int cameras, RigOptions options)
    {
        _toleranceNs = Nanoseconds.Of(options.Tolerance);
        _waitNs = Nanoseconds.Of(options.Wait);
        _isLossless = options.IsLossless;
        _cameras = [.. Enumerable.Range(0, cameras).Select(_ => new RigCameraClock())];
        _waiting = [.. Enumerable.Range(0, cameras).Select(_ => new Queue<(T, long, long)>(QueueLength + 1))];
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
        _cameras[camera].Came(captureTimeNs);
        bool isLate = captureTimeNs <= _newestNs || (captureTimeNs <= _closedToNs && !_wasIn[camera]);
        if (isLate)
        {
            return false;
        }

        _waiting[camera].Enqueue((frame, captureTimeNs, nowNs));
        return true;
    }

    /// <summary>Takes a camera's oldest waiting frame out, for a newer one.</summary>
    public T? Drop(int camera) => _waiting[camera].TryDequeue(out (T Frame, long, long) oldest) ? oldest.Frame : null;

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
            return InstantCut.Nothing;
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

        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            Close(camera, endNs, out frames[camera], out states[camera]);
        }

        _closedToNs = endNs;
        return InstantCut.Closed;
    }

    private bool TryEarliest(out long openedNs, out long arrivedNs)
    {
        openedNs = long.MaxValue;
        arrivedNs = long.MaxValue;
        foreach (Queue<(T, long CaptureTimeNs, long ArrivedNs)> waiting in _waiting)
        {
            if (waiting.TryPeek(out (T, long CaptureTimeNs, long ArrivedNs) head))
            {
                openedNs = Math.Min(openedNs, head.CaptureTimeNs);
            }
        }

        foreach (Queue<(T, long CaptureTimeNs, long ArrivedNs)> waiting in _waiting)
        {
            if (waiting.TryPeek(out (T, long CaptureTimeNs, long ArrivedNs) head) && head.CaptureTimeNs <= openedNs + _toleranceNs)
            {
                arrivedNs = Math.Min(arrivedNs, head.ArrivedNs);
            }
        }

        return openedNs != long.MaxValue;
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

    private void Close(int camera, long endNs, out T? frame, out ContributionState state)
    {
        RigCameraClock clock = _cameras[camera];
        _wasIn[camera] = _waiting[camera].TryPeek(out (T Frame, long CaptureTimeNs, long) head) && head.CaptureTimeNs <= endNs;
        if (_wasIn[camera])
        {
            _waiting[camera].Dequeue();
            _newestNs = Math.Max(_newestNs, head.CaptureTimeNs);
            (frame, state) = (head.Frame, ContributionState.Contributed);
            return;
        }

        frame = null;
        bool isDue = _waiting[camera].Count == 0 && !clock.IsDriveOver && (clock.HasEnded || clock.IsDue(endNs));
        state = isDue ? ContributionState.Missing : ContributionState.NotDue;
        if (isDue)
        {
            clock.IsAwaited = false;
        }
    }
}
