using System.Diagnostics.CodeAnalysis;
using MessagePack;

namespace Perception.Client;

/// <summary>A payload that is being read, and what its lists may still take in memory: items whose fields are all left out need a byte each on the wire, and hundreds here.</summary>
internal ref struct WirePayload
{
    private const long AlwaysGrantedBytes = 1_000_000;
    private const long MostGrowth = 16;

    private MessagePackReader _reader;
    private long _bytesLeft;

    public WirePayload(ReadOnlyMemory<byte> payload)
    {
        _reader = new MessagePackReader(payload);
        _bytesLeft = AlwaysGrantedBytes + (MostGrowth * payload.Length);
    }

    /// <summary>The place in the payload.</summary>
    [UnscopedRef]
    public ref MessagePackReader Reader => ref _reader;

    /// <summary>Counts the items of a list before they are made.</summary>
    /// <exception cref="InvalidDataException">They would take far more memory than the payload has bytes.</exception>
    public void Charge(int items, int bytesEach)
    {
        _bytesLeft -= (long)items * bytesEach;
        if (_bytesLeft < 0)
        {
            throw new InvalidDataException("more items than a message of its size can hold");
        }
    }
}
