using OpenCvSharp;

namespace Sensors.Frames;

/// <summary>
/// One captured image on loan from a <see cref="FramePool"/>.
/// </summary>
/// <remarks>
/// Ownership: a lease is moved from stage to stage; whoever holds it last calls <see cref="Dispose"/> once, which gives the
/// image's memory back to the pool. To share it, each further holder takes a reference with <see cref="AddRef"/> and
/// disposes once as well. Nobody touches the image after their own <see cref="Dispose"/>.
/// Thread safety: <see cref="AddRef"/> and <see cref="Dispose"/> may be called from any thread; the image is written only
/// by the source that fills it and only read afterwards.
/// </remarks>
public sealed class FrameLease : IDisposable
{
    private readonly FramePool _pool;
    private int _references;

    internal FrameLease(FramePool pool)
    {
        _pool = pool;
        Image = new Mat();
    }

    /// <summary>The image: 8-bit, three channels, BGR; owned by the pool.</summary>
    public Mat Image { get; }

    /// <summary>When and as what the frame was captured.</summary>
    public FrameStamp Stamp { get; set; }

    /// <summary>How many holders have not yet disposed.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>Takes one more reference; its holder disposes it once.</summary>
    /// <returns>This lease.</returns>
    /// <exception cref="ObjectDisposedException">The lease has gone back to its pool.</exception>
    public FrameLease AddRef()
    {
        int before = Interlocked.Increment(ref _references) - 1;
        ObjectDisposedException.ThrowIf(before <= 0, this);
        return this;
    }

    /// <summary>Gives up one reference; the last one gives the image back to the pool.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed more often than it was taken.</exception>
    public void Dispose()
    {
        int left = Interlocked.Decrement(ref _references);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left == 0)
        {
            _pool.Return(this);
        }
    }

    internal void Take() => Volatile.Write(ref _references, 1);
}
