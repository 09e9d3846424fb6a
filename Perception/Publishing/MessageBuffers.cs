using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using NetMQ;

namespace Perception.Publishing;

/// <summary>
/// NetMQ's message buffers, for all sockets of the process: those that are published are kept with their reference count and used
/// again, the others come from .NET's shared pool. So neither publishing nor receiving leaves garbage.
/// </summary>
/// <remarks>Process-wide, as NetMQ's setting is; set once, before the first socket. Thread safe.</remarks>
internal sealed class MessageBuffers : IBufferPool
{
    private const int SmallestLength = 16;

    /// <summary>The smallest buffer to publish in; a message that is larger makes all later ones as large.</summary>
    private const int FirstLength = 8 * 1024;

    /// <summary>How many buffers are kept while nobody uses them. A subscriber that stands still holds more of them for a while.</summary>
    private const int MostFree = 64;

    private static readonly Lazy<MessageBuffers> Instance = new(static () =>
    {
        MessageBuffers buffers = new();
        BufferPool.SetCustomBufferPool(buffers);
        return buffers;
    });

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<byte[], Msg> _published = [];
    private readonly Stack<byte[]> _free = new(MostFree);
    private int _length = FirstLength;

    /// <summary>Makes these NetMQ's buffers; later calls change nothing.</summary>
    public static MessageBuffers Use() => Instance.Value;

    /// <summary>Makes a message to publish, with room for so many bytes; sending or closing it gives its buffer back.</summary>
    /// <remarks>
    /// NetMQ makes a reference count for each pooled message. A copy of the message from before it was sent still has that count, and
    /// NetMQ sets it anew when the message is sent to several; so the copy can be sent again once the buffer has come back.
    /// </remarks>
    public void Init(ref Msg message, int size)
    {
        lock (_gate)
        {
            if (size > _length)
            {
                _length = (int)BitOperations.RoundUpToPowerOf2((uint)size);
                while (_free.TryPop(out byte[]? tooSmall))
                {
                    Forget(tooSmall);
                }
            }

            if (_free.TryPop(out byte[]? buffer))
            {
                message = _published[buffer];
            }
            else
            {
                message.InitPool(_length);
                _published[BufferOf(message)] = message;
            }
        }

        message.TrimPrefix(message.Size - size);
    }

    public byte[] Take(int size) => ArrayPool<byte>.Shared.Rent(size);

    public void Return(byte[] buffer)
    {
        // Received ones, which are not kept, wait for nobody.
        if (!_published.TryGetValue(buffer, out Msg message))
        {
            GiveBack(buffer);
            return;
        }

        lock (_gate)
        {
            if (message.Size == _length && _free.Count < MostFree)
            {
                _free.Push(buffer);
                return;
            }

            Forget(buffer);
        }
    }

    public void Dispose()
    {
        // Nothing is owned here: the buffers outlive every socket.
    }

    private void Forget(byte[] buffer)
    {
        _published.TryRemove(buffer, out _);
        GiveBack(buffer);
    }

    private static byte[] BufferOf(Msg message) =>
        MemoryMarshal.TryGetArray(message.SliceAsMemory(), out ArraySegment<byte> segment) ? segment.Array! : throw new InvalidOperationException("A pooled message has an array.");

    private static void GiveBack(byte[] buffer)
    {
        // A buffer taken before Use() is of any length; the shared pool throws at lengths that are not its own.
        if (buffer.Length >= SmallestLength && BitOperations.IsPow2(buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
