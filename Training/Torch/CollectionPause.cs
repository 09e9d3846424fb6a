using System.Runtime;

namespace Training.Torch;

/// <summary>Keeps the garbage collector from running while it lives.</summary>
/// <remarks>
/// TorchSharp makes a native scalar for each number in an expression and hands only its pointer to the native call; a collection in
/// that moment may finalise the scalar while it is read, and the call fails or computes with another number. Tensors are safe, their
/// scope holds them. Use it around everything that computes with tensors, on one thread.
/// </remarks>
internal sealed class CollectionPause : IDisposable
{
    /// <summary>More than a step with the loading beside it allocates.</summary>
    private const long RoomBytes = 96L << 20;

    public CollectionPause()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            _ = GC.TryStartNoGCRegion(RoomBytes);
        }
    }

    /// <summary>Pauses that could not be had, or that a collection ended, for example because OpenCV's images took much memory.</summary>
    public static int Broken { get; private set; }

    public void Dispose()
    {
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // A collection has ended it, or there was none: another thread can do so at any moment.
            Broken++;
        }
    }
}
