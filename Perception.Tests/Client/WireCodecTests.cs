using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MessagePack;
using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

[Collection(Alone.Name)]
public sealed class WireCodecTests
{
    [Fact]
    public void Decode_EveryFieldOfWorld_ComesBackEqual()
    {
        WorldMessage message = SampleMessages.Full<WorldMessage>();
        using MessageJson json = new();
        string expected = Encoding.UTF8.GetString(json.Line(message));

        WorldMessage back = WireCodec.Decode<WorldMessage>(Encode(message));

        Assert.Equal(expected, Encoding.UTF8.GetString(json.Line(back)));
    }

    [Fact]
    public void Decode_EveryFieldOfHealthAndHello_ComesBackEqual()
    {
        using MessageJson json = new();
        HealthMessage health = SampleMessages.Full<HealthMessage>();
        string expectedHealth = Encoding.UTF8.GetString(json.Line(health));
        HelloMessage hello = SampleMessages.Full<HelloMessage>();
        string expectedHello = Encoding.UTF8.GetString(json.Line(hello));

        Assert.Equal(expectedHealth, Encoding.UTF8.GetString(json.Line(WireCodec.Decode<HealthMessage>(Encode(health)))));
        Assert.Equal(expectedHello, Encoding.UTF8.GetString(json.Line(WireCodec.Decode<HelloMessage>(Encode(hello)))));
    }

    [Fact]
    public void Decode_NewerWriterWithTrailingFields_IsReadWithoutThem()
    {
        // A world of two more fields, one of them nested, holding a track of one more field.
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(22);
        writer.Write(7);
        writer.Write(42L);
        writer.Write("front");
        writer.Write(9L);
        writer.Write(1_000L);
        writer.Write(1);
        writer.Write(2_000L);
        writer.Write(3_000L);
        writer.WriteArrayHeader(0);
        writer.WriteArrayHeader(0);
        writer.WriteArrayHeader(0);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(13);
        writer.Write(5);
        for (int key = 1; key < 12; key++)
        {
            if (key is 4 or 11)
            {
                writer.WriteArrayHeader(0);
            }
            else if (key > 7)
            {
                writer.WriteNil();
            }
            else
            {
                writer.Write(key == 1 ? 200 : 1);
            }
        }

        writer.Write("a track's field of release 7");
        writer.WriteArrayHeader(0);
        writer.WriteNil();
        writer.WriteNil();
        writer.WriteNil();
        writer.WriteNil();
        writer.WriteArrayHeader(0);
        writer.Write(0);
        writer.WriteNil();
        writer.WriteMapHeader(1);
        writer.Write("nested");
        writer.WriteArrayHeader(2);
        writer.Write(1);
        writer.Write(2);
        writer.Write(3.5);
        writer.Flush();

        WorldMessage message = WireCodec.Decode<WorldMessage>(buffer.WrittenMemory);

        Assert.Equal(7, message.SchemaVersion);
        Assert.Equal(42, message.SequenceNumber);
        Assert.Equal("front", message.SourceId);
        Assert.Equal(5, Assert.Single(message.Tracks).TrackId);
        Assert.Equal(200, (byte)message.Tracks[0].Class);
        Assert.Null(message.MetricAbsence);
    }

    [Fact]
    public void Decode_OlderWriterWithoutTrailingFields_ReadsThemAsAbsent()
    {
        // As written by a release that knew the first four fields only.
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(4);
        writer.Write(1);
        writer.Write(42L);
        writer.Write("front");
        writer.Write(9L);
        writer.Flush();

        WorldMessage message = WireCodec.Decode<WorldMessage>(buffer.WrittenMemory);

        Assert.Equal(42, message.SequenceNumber);
        Assert.Equal(9, message.FrameId);
        Assert.Empty(message.Stages);
        Assert.Empty(message.Drops);
        Assert.Empty(message.Tracks);
        Assert.Empty(message.Lanes);
        Assert.False(message.Capability.Objects);
        Assert.Empty(message.Capability.Networks);
        Assert.Null(message.EgoLane);
        Assert.Null(message.Lead);
        Assert.Null(message.Horizon);
        Assert.Null(message.MetricAbsence);
    }

    [Fact]
    public void Decode_DeviationsThatAWriterBefore4DidNotSend_AreAbsentAndNotZero()
    {
        LaneCurveMessage curve = WireCodec.Decode<WorldMessage>(ForeignWorlds.WithShortened(7, ForeignWorlds.Lanes, 0, 6)).Lanes[0].Curve!;
        EgoLaneMessage lane = WireCodec.Decode<WorldMessage>(ForeignWorlds.WithShortened(4, ForeignWorlds.EgoLane)).EgoLane!;
        EgoStateMessage ego = WireCodec.Decode<WorldMessage>(ForeignWorlds.WithShortened(11, ForeignWorlds.Tracks, 0, 8)).Tracks[0].Ego!;

        Assert.NotEqual(0, curve.ViewFar);
        Assert.Null(curve.SigmaC1 ?? curve.SigmaC2 ?? curve.CovarianceC0C1 ?? curve.CovarianceC0C2 ?? curve.CovarianceC1C2);
        Assert.NotEqual(0, lane.LaneWidth);
        Assert.Null(lane.HeadingSigma ?? lane.LaneWidthSigma);
        Assert.NotEqual(0, ego.CameraDepthVariance);
        Assert.Null(ego.CovarianceXVx ?? ego.CovarianceXVy ?? ego.CovarianceYVx ?? ego.CovarianceYVy ?? ego.CovarianceVxVy);
        Assert.Null(ego.Width ?? ego.WidthSigma ?? ego.Height ?? ego.HeightSigma ?? ego.HalfDepth ?? ego.HalfDepthSigma);
    }

    [Fact]
    public void Decode_HealthAndHelloOfTheFirstFieldOnly_ReadTheOthersAsAbsent()
    {
        byte[] payload = [0x91, 0x01];

        HealthMessage health = WireCodec.Decode<HealthMessage>(payload);
        HelloMessage hello = WireCodec.Decode<HelloMessage>(payload);

        Assert.Equal(1, health.SchemaVersion);
        Assert.Null(health.LastFault);
        Assert.Empty(health.Sources);
        Assert.Empty(health.Rigs);
        Assert.Equal(1, hello.SchemaVersion);
        Assert.Empty(hello.Sources);
        Assert.Empty(hello.AbsentRungs);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xc1 })]
    [InlineData(new byte[] { 0xc0 })]
    [InlineData(new byte[] { 0x92, 0x01 })]
    [InlineData(new byte[] { 0x91, 0xa1, 0x41 })]
    [InlineData(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x91, 0x01, 0x00 })]
    public void Decode_NotAMessage_ThrowsOneSentence(byte[] payload)
    {
        AssertRefused<WorldMessage>(payload);
        AssertRefused<HealthMessage>(payload);
        AssertRefused<HelloMessage>(payload);
    }

    [Fact]
    public void Decode_NilItemInList_ThrowsOneSentence()
    {
        AssertRefused<WorldMessage>(WithNilItem<WorldMessage>(key: 8));
        AssertRefused<HealthMessage>(WithNilItem<HealthMessage>(key: 8));
        AssertRefused<HelloMessage>(WithNilItem<HelloMessage>(key: 6));
    }

    [Theory]
    [MemberData(nameof(ForeignWorlds.Refused), MemberType = typeof(ForeignWorlds))]
    public void Decode_FieldThatTheContractDoesNotAllow_ThrowsOneSentenceThatNamesIt(string world) =>
        Assert.Contains(ForeignWorlds.Refusal(world), AssertRefused<WorldMessage>(ForeignWorlds.Payload(world)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ForeignWorlds.Read), MemberType = typeof(ForeignWorlds))]
    public void Decode_FieldOfALaterRelease_IsLeftOut(string world) =>
        Assert.Equal(SampleMessages.Full<WorldMessage>().SequenceNumber, WireCodec.Decode<WorldMessage>(ForeignWorlds.Payload(world)).SequenceNumber);

    [Fact]
    public void Decode_AnotherMessage_IsRefused() =>
        Assert.Contains("OtherMessage", Assert.Throws<ArgumentException>(() => WireCodec.Decode<OtherMessage>(new byte[] { 0x90 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Encode_SteadyState_AllocatesNothing()
    {
        WorldMessage message = SampleMessages.Full<WorldMessage>();
        ArrayBufferWriter<byte> buffer = new(64 * 1024);
        for (int i = 0; i < 100; i++)
        {
            buffer.ResetWrittenCount();
            WireCodec.Encode(buffer, message);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            buffer.ResetWrittenCount();
            WireCodec.Encode(buffer, message);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Decode_MoreThanAMessageOfItsSizeHolds_IsRefusedBeforeItIsMade()
    {
        const int MostBytesAByte = 17;
        byte[] payload = ForeignWorlds.EmptyTracks(1_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        string refusal = AssertRefused<WorldMessage>(payload);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesAByte * payload.Length);
        Assert.Equal(
            $"payload of {payload.Length} bytes: expected a WorldMessage in MessagePack, found otherwise (more items than a message of its size can hold)", refusal);
    }

    [Fact]
    public void Decode_ListsAsLongAsAMessageOfItsSizeHolds_AreRead()
    {
        List<PointMessage> outline = [.. Enumerable.Repeat(new PointMessage(), 100_000)];
        List<TrackMessage> tracks = [.. Enumerable.Repeat(new TrackMessage(), 100_000)];

        WorldMessage read = WireCodec.Decode<WorldMessage>(Encode(new WorldMessage { SourceId = "front", Tracks = tracks, Drivable = new DrivableMessage { Outline = outline } }));

        Assert.Equal((tracks.Count, outline.Count), (read.Tracks.Count, read.Drivable!.Outline.Count));
    }

    [Fact]
    public void Encode_FullMessages_WritesWhatMessagePacksSerializerWrites()
    {
        AssertSameAsSerializer(SampleMessages.Full<WorldMessage>());
        AssertSameAsSerializer(SampleMessages.Full<HealthMessage>());
        AssertSameAsSerializer(SampleMessages.Full<HelloMessage>());
    }

    [Fact]
    public void Encode_OptionalFieldsAbsent_WritesWhatMessagePacksSerializerWrites()
    {
        AssertSameAsSerializer(new WorldMessage { Tracks = [new()], Lanes = [new()], Lead = new(), Cameras = [new()] });
        AssertSameAsSerializer(new HealthMessage { Sources = [new()], Networks = [new()], Rigs = [new()] });
        AssertSameAsSerializer(new HelloMessage { Sources = [new()], Networks = [new()] });
    }

    [Fact]
    public void Encode_AnotherMessage_IsRefused() =>
        Assert.Contains("OtherMessage", Assert.Throws<ArgumentException>(() => Encode(new OtherMessage())).Message, StringComparison.Ordinal);

    [Fact]
    public void Hash_IsThatOfTheContract() =>
        Assert.Equal(WireSchema.Hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WireSchema.Describe()))));

    private static void AssertSameAsSerializer<TMessage>(TMessage message)
        where TMessage : class, IPublishedMessage =>
        Assert.Equal(MessagePackSerializer.Serialize(message, cancellationToken: TestContext.Current.CancellationToken), Encode(message).ToArray());

    private static string AssertRefused<TMessage>(ReadOnlyMemory<byte> payload)
        where TMessage : class, IPublishedMessage
    {
        WireFormatException exception = Assert.Throws<WireFormatException>(() => WireCodec.Decode<TMessage>(payload));

        Assert.Contains($"expected a {typeof(TMessage).Name}", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message;
    }

    /// <summary>A message that ends with the list of a key, whose one item is nil.</summary>
    private static ReadOnlyMemory<byte> WithNilItem<TMessage>(int key)
        where TMessage : class, IPublishedMessage, new()
    {
        MessagePackReader reader = new(MessagePackSerializer.Serialize(new TMessage(), cancellationToken: TestContext.Current.CancellationToken));
        reader.ReadArrayHeader();
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(key + 1);
        for (int i = 0; i < key; i++)
        {
            writer.WriteRaw(reader.ReadRaw());
        }

        writer.WriteArrayHeader(1);
        writer.WriteNil();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    internal static ReadOnlyMemory<byte> Encode(IPublishedMessage message)
    {
        ArrayBufferWriter<byte> buffer = new();
        WireCodec.Encode(buffer, message);
        return buffer.WrittenMemory;
    }

    private sealed class OtherMessage : IPublishedMessage
    {
        public string Topic => "other";

        public int SchemaVersion { get; set; }

        public long PublishTimeNs { get; set; }
    }
}
