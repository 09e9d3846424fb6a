using System.Buffers;
using MessagePack;

namespace Perception.Client;

/// <summary>Messages to MessagePack payloads and back. Thread safe.</summary>
public static class WireCodec
{
    /// <summary>Writes a payload; allocates nothing.</summary>
    /// <exception cref="ArgumentException">It is none of the messages that are published.</exception>
    public static void Encode(IBufferWriter<byte> writer, IPublishedMessage message)
    {
        MessagePackWriter payload = new(writer);
        switch (message)
        {
            case WorldMessage world:
                WireWriter.Write(ref payload, world);
                break;
            case HealthMessage health:
                WireWriter.Write(ref payload, health);
                break;
            case HelloMessage hello:
                WireWriter.Write(ref payload, hello);
                break;
            default:
                throw new ArgumentException($"expected a world, health or hello message, found {message.GetType().Name}", nameof(message));
        }

        payload.Flush();
    }

    /// <summary>Reads a payload. What that allocates is bounded by the payload's size.</summary>
    /// <returns>A new message, owned by the caller.</returns>
    /// <exception cref="WireFormatException">The payload is not what its topic promises.</exception>
    /// <exception cref="ArgumentException"><typeparamref name="TMessage"/> is none of the messages that are published.</exception>
    public static TMessage Decode<TMessage>(ReadOnlyMemory<byte> payload)
        where TMessage : class, IPublishedMessage
    {
        string expected = typeof(TMessage).Name;
        WirePayload read = new(payload);
        IPublishedMessage message;
        try
        {
            message = typeof(TMessage) == typeof(WorldMessage) ? WireReader.ReadWorld(ref read)
                : typeof(TMessage) == typeof(HealthMessage) ? WireReader.ReadHealth(ref read)
                : typeof(TMessage) == typeof(HelloMessage) ? WireReader.ReadHello(ref read)
                : throw new ArgumentException($"expected a world, health or hello message, found {expected}");
        }
        catch (Exception exception) when (exception is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new WireFormatException(Refusal(WireFault.Find(payload, expected) ?? exception.Message.TrimEnd('.')), exception);
        }
        catch (InvalidDataException exception)
        {
            throw new WireFormatException(Refusal(exception.Message), exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // MessagePack's reader of a string that claims more than 2 GiB.
            throw new WireFormatException(Refusal("a string longer than the payload"), exception);
        }

        return read.Reader.Consumed == payload.Length
            ? (TMessage)message
            : throw new WireFormatException(Refusal($"more follows after {read.Reader.Consumed} bytes"));

        string Refusal(string found) => $"payload of {payload.Length} bytes: expected a {expected} in MessagePack, found otherwise ({found})";
    }
}
