using System.Buffers;
using System.Buffers.Binary;
using MessagePack;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>World payloads that this release's service does not write, by what is foreign in them.</summary>
internal static class ForeignWorlds
{
    public const int Tracks = 11;
    public const int Lanes = 12;
    public const int EgoLane = 13;
    public const int Drivable = 14;

    private static readonly Dictionary<string, (Func<byte[]> Payload, string Refusal)> Forbidden = new()
    {
        ["nil for a string"] = (() => With([0xc0], 2), "WorldMessage.sourceId: expected string, found "),
        ["nil for a list"] = (() => With([0xc0], Tracks), "WorldMessage.tracks: expected list<TrackMessage>, found "),
        ["nil for a message"] = (() => With([0xc0], 10), "CapabilityMessage: expected an array, found "),
        ["nil for a nested message"] = (() => With([0xc0], Tracks, 0, 4), "BoxMessage: expected an array, found "),
        ["nil in a list of numbers"] = (() => With([0x91, 0xc0], 10, 5), "CapabilityMessage.networks: expected int32, found "),
        ["an integer for a string"] = (() => With([0x07], 2), "WorldMessage.sourceId: expected string, found "),
        ["a string for an integer"] = (() => With([0xa1, 0x37], 3), "WorldMessage.frameId: expected int64, found "),
        ["a string for a message that may be absent"] = (() => With([0xa1, 0x37], 15), "LeadMessage: expected an array, found "),
        ["a float for an integer"] = (() => With([0xca, 0x40, 0xe0, 0, 0], 3), "WorldMessage.frameId: expected int64, found "),
        ["an integer for a boolean"] = (() => With([0x01], 10, 0), "CapabilityMessage.objects: expected bool, found "),
        ["a boolean for a float"] = (() => With([0xc3], Tracks, 0, 3), "TrackMessage.score: expected float32, found "),
        ["an array for an integer"] = (() => With([0x91, 0x07], 3), "WorldMessage.frameId: expected int64, found "),
        ["a map for a message"] = (() => With([0x80], 10), "CapabilityMessage: expected an array, found "),
        ["float64 NaN"] = (() => With([0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], Tracks, 0, 8, 0), "EgoStateMessage.x: expected float64, found nan"),
        ["float64 infinity in an optional field"] = (() => With([0xcb, 0xff, 0xf0, 0, 0, 0, 0, 0, 0], Tracks, 0, 9), "TrackMessage.timeToCollision: expected float64, found -inf"),
        ["float32 NaN"] = (() => With([0xca, 0x7f, 0xc0, 0, 0], Tracks, 0, 3), "TrackMessage.score: expected float32, found nan"),
        ["float64 beyond float32"] = (() => With([0xcb, 0x7e, 0x37, 0, 0, 0, 0, 0, 0], Tracks, 0, 3), "TrackMessage.score: expected float32, found "),
        ["float32 NaN in an optional field"] = (() => With([0xca, 0x7f, 0xc0, 0, 0], Drivable, 2, 0, 1), "GroundPointMessage.y: expected float32, found nan"),
        ["enumerator 300"] = (() => With([0xcd, 0x01, 0x2c], Tracks, 0, 1), "TrackMessage.class: expected ObjectClass, found 300"),
        ["enumerator -1"] = (() => With([0xff], Tracks, 0, 1), "TrackMessage.class: expected ObjectClass, found -1"),
        ["enumerator true"] = (() => With([0xc3], Tracks, 0, 1), "TrackMessage.class: expected ObjectClass, found "),
        ["int32 of 2^31"] = (() => With([0xce, 0x80, 0, 0, 0], Tracks, 0, 0), "TrackMessage.trackId: expected int32, found 2147483648"),
        ["int64 of 2^63"] = (() => With([0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0], 3), "WorldMessage.frameId: expected int64, found 9223372036854775808"),
        ["nothing"] = (() => [], "payload of 0 bytes: expected a WorldMessage in MessagePack, found "),
        ["a string for the whole"] = (() => [0xa1, 0x37], "WorldMessage: expected an array, found "),
        ["half a document"] = (() => Full()[..100], "payload of 100 bytes: expected a WorldMessage in MessagePack, found "),
        ["two documents"] = (() => [0x90, 0x90], "payload of 2 bytes: expected a WorldMessage in MessagePack, found "),
        ["a byte that MessagePack has not"] = (() => [0x92, 0x01, 0xc1], "payload of 3 bytes: expected a WorldMessage in MessagePack, found "),
        ["a string of more than 2 GiB"] = (() => With([0xdb, 0xff, 0xff, 0xff, 0xff], 2), "payload of "),
        ["lists 2000 deep"] = (() => Deep(2000), "payload of "),
        ["a list of more items than bytes"] = (() => [0x99, 1, 1, 0xa0, 1, 1, 1, 1, 1, 0xdd, 0xff, 0xff, 0xff, 0xff], "payload of 14 bytes: expected a WorldMessage in MessagePack, found "),
    };

    private static readonly Dictionary<string, Func<byte[]>> Later = new()
    {
        ["a map with an integer key"] = () => Appended([0x81, 0x01, 0xc0]),
        ["a map with a list as key"] = () => Appended([0x81, 0x90, 0xc0]),
        ["a string that is not UTF-8"] = () => Appended([0xa1, 0xff]),
        ["an extension type"] = () => Appended([0xd4, 0x05, 0x01]),
        ["an extension type of a code below 0"] = () => Appended([0xd4, 0xfb, 0x01]),
        ["an extension type of the code for timestamps that is none"] = () => Appended([0xd4, 0xff, 0x01]),
        ["lists 1000 deep"] = () => Deep(1000),
        ["NaN"] = () => Appended([0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
        ["lists within lists"] = () => Appended([0x92, 0x91, 0x90, 0x81, 0x01, 0x91, 0xc0]),
    };

    /// <summary>Payloads with a value that the contract does not allow, by name.</summary>
    public static TheoryData<string> Refused => [.. Forbidden.Keys];

    /// <summary>Payloads with one more field at the end, by name.</summary>
    public static TheoryData<string> Read => [.. Later.Keys];

    public static byte[] Payload(string name) => Forbidden.TryGetValue(name, out (Func<byte[]> Payload, string Refusal) forbidden) ? forbidden.Payload() : Later[name]();

    /// <summary>How the clients in other languages begin to say why a payload is refused; what is found, each library says in its own words.</summary>
    public static string Refusal(string name) => Forbidden[name].Refusal;

    /// <summary>A world of which an older release wrote only so many fields, and of its first track only so many.</summary>
    public static byte[] Older(int fields, int trackFields)
    {
        WorldMessage full = SampleMessages.Full<WorldMessage>();
        full.Tracks.RemoveRange(1, full.Tracks.Count - 1);
        byte[] track = Shortened(At(WireCodecTests.Encode(full), Tracks, 0), trackFields);
        return Shortened(With([0x91, .. track], Tracks), fields);
    }

    /// <summary>A world in which the message at a path has only so many fields.</summary>
    public static byte[] WithShortened(int fields, params int[] path) => With(Shortened(At(Full(), path), fields), path);

    /// <summary>A world with one more field, of lists within one another.</summary>
    public static byte[] Deep(int depth) => Appended([.. Enumerable.Repeat((byte)0x91, depth), 0xc0]);

    /// <summary>A world of so many tracks without a single field, which take a byte each.</summary>
    public static byte[] EmptyTracks(int count) => [0x9c, 3, 1, 0xa0, 1, 1, 1, 1, 1, 0x90, 0x90, 0x90, 0xdd, .. BigEndian(count), .. Enumerable.Repeat((byte)0x90, count)];

    private static byte[] BigEndian(int count)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, count);
        return bytes;
    }

    private static byte[] Full() => WireCodecTests.Encode(SampleMessages.Full<WorldMessage>()).ToArray();

    private static ReadOnlyMemory<byte> At(ReadOnlyMemory<byte> array, params int[] path)
    {
        MessagePackReader reader = new(array);
        foreach (int key in path)
        {
            reader.ReadArrayHeader();
            for (int i = 0; i < key; i++)
            {
                reader.Skip();
            }
        }

        return reader.ReadRaw().ToArray();
    }

    private static byte[] Shortened(ReadOnlyMemory<byte> array, int fields)
    {
        MessagePackReader reader = new(array);
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        reader.ReadArrayHeader();
        writer.WriteArrayHeader(fields);
        for (int key = 0; key < fields; key++)
        {
            writer.WriteRaw(reader.ReadRaw());
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

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
