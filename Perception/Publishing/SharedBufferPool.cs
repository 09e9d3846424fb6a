using System.Buffers;
using System.Numerics;
using NetMQ;

namespace Perception.Publishing;

/// <summary>Lets NetMQ take its message buffers from .NET's shared pool, so that publishing leaves no garbage.</summary>
/// <remarks>Process-wide, as NetMQ's setting is; set once, before the first socket. Thread safe.</remarks>
internal sealed class SharedBufferPool : IBufferPool
{
    private const int SmallestLength = 16;

    private static readonly Lazy<SharedBufferPool> Instance = new(static () =>
    {
        SharedBufferPool pool = new();
        BufferPool.SetCustomBufferPool(pool);
        return pool;
    });

    /// <summary>Makes this NetMQ's pool; later calls do nothing.</summary>
    public static void Use() => _ = Instance.Value;

    public byte[] Take(int size) => ArrayPool<byte>.Shared.Rent(size);

    public void Return(byte[] buffer)
    {
        // A buffer taken before Use() is of any length; the shared pool throws at lengths that are not its own.
        if (buffer.Length >= SmallestLength && BitOperations.IsPow2(buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        // Nothing is owned here: the shared pool outlives every socket.
    }
}
