using System.Buffers;
using System.Text;

namespace Perception.Inference;

/// <summary>
/// Reads and writes protocol buffer fields one level deep, which is all that putting nodes in front of an ONNX graph needs.
/// </summary>
internal sealed class OnnxFields
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Takes a message apart.</summary>
    /// <returns>For each field its number, all its bytes, and its content alone where it has a length.</returns>
    /// <exception cref="InvalidDataException">It is not a protocol buffer.</exception>
    public static List<(int Field, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Content)> Read(ReadOnlyMemory<byte> message)
    {
        List<(int, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)> fields = [];
        int position = 0;
        while (position < message.Length)
        {
            int start = position;
            ulong tag = ReadVarint(message.Span, ref position);
            int contentStart = position;
            switch ((int)(tag & 7))
            {
                case Varint:
                    ReadVarint(message.Span, ref position);
                    break;
                case Fixed64:
                    position += sizeof(ulong);
                    break;
                case Fixed32:
                    position += sizeof(uint);
                    break;
                case LengthDelimited:
                    ulong length = ReadVarint(message.Span, ref position);
                    contentStart = position;
                    position = length <= (ulong)(message.Length - position) ? position + (int)length : int.MaxValue;
                    break;
                default:
                    position = int.MaxValue;
                    break;
            }

            if (position > message.Length)
            {
                throw new InvalidDataException($"expected a protocol buffer, found a broken field at byte {start}");
            }

            fields.Add(((int)(tag >> 3), message[start..position], message[contentStart..position]));
        }

        return fields;
    }

    public OnnxFields Raw(ReadOnlyMemory<byte> field)
    {
        _bytes.Write(field.Span);
        return this;
    }

    public OnnxFields Int(int field, long value)
    {
        WriteVarint(((ulong)field << 3) | Varint);
        WriteVarint((ulong)value);
        return this;
    }

    public OnnxFields Bytes(int field, ReadOnlySpan<byte> value)
    {
        WriteVarint(((ulong)field << 3) | LengthDelimited);
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public OnnxFields Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public OnnxFields Message(int field, OnnxFields value) => Bytes(field, value.ToArray());

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && position < bytes.Length; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"expected a protocol buffer, found a broken number before byte {position}");
    }

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    private void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
