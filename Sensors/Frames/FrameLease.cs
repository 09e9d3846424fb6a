using System.Runtime.CompilerServices;
using OpenCvSharp;

namespace Sensors.Frames;

/// <summary>
/// One captured image on loan from a <see cref="FramePool"/>.
/// </summary>
/// <remarks>
/// Ownership: a lease is moved from stage to stage; whoever holds it last calls <see cref="Dispose"/> once, which gives the
/// image's memory back to the pool. To share it, each further holder takes a reference with <see cref="AddRef"/> and
/// disposes once as well. Nobody touches the image after their own <see cref="Dispose"/>; the memory is the next frame's then,
/// and so a second dispose is only noticed until the lease is rented again.
/// Thread safety: <see cref="AddRef"/>, <see cref="PassTo"/> and <see cref="Dispose"/> may be called from any thread; the image
/// is written only by the source that fills it and only read afterwards.
/// </remarks>
public sealed class FrameLease : IDisposable
{
    private readonly FramePool _pool;
    private readonly LeaseTrail? _trail;
    private int _references;

    internal FrameLease(FramePool pool, bool tracksHolders)
    {
        _pool = pool;
        _trail = tracksHolders ? new LeaseTrail() : null;
        Image = new Mat();
    }

    /// <summary>The image: 8-bit, three channels, BGR; owned by the pool.</summary>
    public Mat Image { get; }

    /// <summary>When and as what the frame was captured.</summary>
    public FrameStamp Stamp { get; set; }

    /// <summary>How many frames the source had not been able to read, from its start up to this one.</summary>
    public long BadFramesBefore { get; set; }

    /// <summary>What was wrong with the last of the frames that could not be read, as one sentence; null where there was none.</summary>
    public string? LastProblem { get; set; }

    /// <summary>Counts how often the drive was sought in up to this frame: nothing is to be remembered from one section to the next.</summary>
    public int Section { get; set; }

    /// <summary>How many holders have not yet disposed.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>Takes one more reference; its holder disposes it once.</summary>
    /// <param name="holder">Who takes it, for <see cref="FramePool.DebugOutstanding"/>.</param>
    /// <returns>This lease.</returns>
    /// <exception cref="ObjectDisposedException">The lease has gone back to its pool.</exception>
    public FrameLease AddRef([CallerMemberName] string holder = "")
    {
        int before;
        do
        {
            before = Volatile.Read(ref _references);
            ObjectDisposedException.ThrowIf(before <= 0, this);
        }
        while (Interlocked.CompareExchange(ref _references, before + 1, before) != before);

        _trail?.Add("shared with", holder);
        return this;
    }

    /// <summary>Notes who holds the lease from now on, for <see cref="FramePool.DebugOutstanding"/>; changes nothing else.</summary>
    /// <returns>This lease.</returns>
    public FrameLease PassTo(string holder)
    {
        _trail?.Add("passed to", holder);
        return this;
    }

    /// <summary>Gives up one reference; the last one gives the image back to the pool.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed more often than it was taken.</exception>
    public void Dispose()
    {
        int before;
        do
        {
            before = Volatile.Read(ref _references);
            ObjectDisposedException.ThrowIf(before <= 0, this);
        }
        while (Interlocked.CompareExchange(ref _references, before - 1, before) != before);

        if (before == 1)
        {
            _pool.Return(this);
        }
    }

    internal void Take(string holder)
    {
        _trail?.Restart("rented by", holder);
        Volatile.Write(ref _references, 1);
    }

    /// <summary>One line on who took the lease and has not given it back.</summary>
    internal string Describe() => $"frame {Stamp.FrameId}: {References} reference(s) left; {_trail?.ToString() ?? "holders were not recorded"}";
}
