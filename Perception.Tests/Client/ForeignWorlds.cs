using System.Buffers;
using MessagePack;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>World payloads that this release's service does not write, by what is foreign in them.</summary>
internal static class ForeignWorlds
{
    private const int Tracks = 11;

    private static readonly Dictionary<string, Func<byte[]>> Forbidden = new()
    {
        ["nil for a string"] = () => With([0xc0], 2),
        ["nil for a list"] = () => With([0xc0], Tracks),
        ["nil for a message"] = () => With([0xc0], 10),
        ["nil for a nested message"] = () => With([0xc0], Tracks, 0, 4),
        ["float64 NaN"] = () => With([0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], Tracks, 0, 8, 0),
        ["float64 infinity in an optional field"] = () => With([0xcb, 0xff, 0xf0, 0, 0, 0, 0, 0, 0], Tracks, 0, 9),
        ["float32 NaN"] = () => With([0xca, 0x7f, 0xc0, 0, 0], Tracks, 0, 3),
        ["float64 beyond float32"] = () => With([0xcb, 0x7e, 0x37, 0, 0, 0, 0, 0, 0], Tracks, 0, 3),
        ["enumerator 300"] = () => With([0xcd, 0x01, 0x2c], Tracks, 0, 1),
        ["enumerator -1"] = () => With([0xff], Tracks, 0, 1),
        ["enumerator true"] = () => With([0xc3], Tracks, 0, 1),
        ["int32 of 2^31"] = () => With([0xce, 0x80, 0, 0, 0], Tracks, 0, 0),
        ["int64 of 2^63"] = () => With([0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0], 3),
    };

    private static readonly Dictionary<string, Func<byte[]>> Later = new()
    {
        ["a map with an integer key"] = () => Appended([0x81, 0x01, 0xc0]),
        ["a map with a list as key"] = () => Appended([0x81, 0x90, 0xc0]),
        ["a string that is not UTF-8"] = () => Appended([0xa1, 0xff]),
        ["an extension type"] = () => Appended([0xd4, 0x05, 0x01]),
        ["NaN"] = () => Appended([0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
    };

    /// <summary>Payloads with a value that the contract does not allow, by name.</summary>
    public static TheoryData<string> Refused => [.. Forbidden.Keys];

    /// <summary>Payloads with one more field at the end, by name.</summary>
    public static TheoryData<string> Read => [.. Later.Keys];

    public static byte[] Payload(string name) => (Forbidden.GetValueOrDefault(name) ?? Later[name])();

    private static byte[] With(byte[] value, params int[] path)
    {
        MessagePackReader reader = new(WireCodecTests.Encode(SampleMessages.Full<WorldMessage>()));
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        Replace(ref reader, ref writer, value, path);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Replace(ref MessagePackReader reader, ref MessagePackWriter writer, byte[] value, ReadOnlySpan<int> path)
    {
        if (path.IsEmpty)
        {
            reader.Skip();
            writer.WriteRaw(value);
            return;
        }

        int fields = reader.ReadArrayHeader();
        writer.WriteArrayHeader(fields);
        for (int key = 0; key < fields; key++)
        {
            if (key == path[0])
            {
                Replace(ref reader, ref writer, value, path[1..]);
            }
            else
            {
                writer.WriteRaw(reader.ReadRaw());
            }
        }
    }

    private static byte[] Appended(byte[] value)
    {
        MessagePackReader reader = new(WireCodecTests.Encode(SampleMessages.Full<WorldMessage>()));
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        int fields = reader.ReadArrayHeader();
        writer.WriteArrayHeader(fields + 1);
        for (int key = 0; key < fields; key++)
        {
            writer.WriteRaw(reader.ReadRaw());
        }

        writer.WriteRaw(value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
