using System.Buffers;
using MessagePack;

namespace Perception.Client;

/// <summary>Messages to MessagePack payloads and back. Thread safe.</summary>
public static class WireCodec
{
    private static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>Writes a payload; allocates nothing once the message's formatters have been made (by the first call).</summary>
    public static void Encode<TMessage>(IBufferWriter<byte> writer, TMessage message)
        where TMessage : class
        => MessagePackSerializer.Serialize(writer, message, Options);

    /// <summary>Reads a payload.</summary>
    /// <returns>A new message, owned by the caller.</returns>
    /// <exception cref="WireFormatException">The payload is not what its topic promises.</exception>
    public static TMessage Decode<TMessage>(ReadOnlyMemory<byte> payload)
        where TMessage : class
    {
        string expected = typeof(TMessage).Name;
        try
        {
            TMessage message = MessagePackSerializer.Deserialize<TMessage>(payload, Options, out int bytesRead)
                ?? throw new WireFormatException($"payload: expected a {expected}, found nil");
            if (bytesRead != payload.Length)
            {
                throw new WireFormatException($"payload: expected a {expected} of {payload.Length} bytes, found one of {bytesRead} with other bytes behind it");
            }

            return message;
        }
        catch (MessagePackSerializationException exception)
        {
            Exception cause = exception.GetBaseException();
            throw new WireFormatException($"payload of {payload.Length} bytes: expected a {expected} in MessagePack, found otherwise ({cause.Message.TrimEnd('.')})", exception);
        }
    }
}
