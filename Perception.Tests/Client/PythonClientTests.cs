using System.Diagnostics;
using System.Globalization;

namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class PythonClientTests : ForeignClientTests
{
    private protected override IForeignClient Client { get; } = new PythonClient();

    [Theory]
    [InlineData("an array of arrays for an integer", "WorldMessage.schemaVersion: expected int32, found list")]
    [InlineData("a map of arrays for an integer", "WorldMessage.schemaVersion: expected int32, found dict")]
    [InlineData("a map of arrays for a message", "CapabilityMessage: expected an array, found dict")]
    [InlineData("a map of arrays for a list", "WorldMessage.stages: expected list<StageTimingMessage>, found dict")]
    [InlineData("an array of arrays in a list of numbers", "CapabilityMessage.networks: expected int32, found list")]
    [InlineData("too many numbers", "payload of 1000022 bytes: expected a WorldMessage in MessagePack, found otherwise (more items than a message of its size can hold)")]
    public async Task Decode_ValueThatTakesHundredsOfTimesItsBytes_IsRefusedBeforeItIsMade(string foreign, string refusal)
    {
        const int Items = 1_000_000;
        const int MostMegabytes = 20;
        byte[] arrays = [0xdd, .. Count(Items), .. Enumerable.Repeat((byte)0x90, Items)];
        byte[] map = [0xdf, .. Count(Items / 2), .. Enumerable.Repeat((byte[])[0x00, 0x90], Items / 2).SelectMany(pair => pair)];
        byte[] numbers = [0xdd, .. Count(Items), .. new byte[Items]];
        byte[] payload = foreign switch
        {
            "an array of arrays for an integer" => [0x91, .. arrays],
            "a map of arrays for an integer" => [0x91, .. map],
            "a map of arrays for a message" => [0x9b, 3, 1, 0xa0, 1, 1, 1, 1, 1, 0x90, 0x90, .. map],
            "a map of arrays for a list" => [0x99, 3, 1, 0xa0, 1, 1, 1, 1, 1, .. map],
            "an array of arrays in a list of numbers" => [0x9b, 3, 1, 0xa0, 1, 1, 1, 1, 1, 0x90, 0x90, 0x96, 0xc3, 0xc3, 0xc3, 0xc3, 0xc0, 0x91, .. arrays],
            _ => [0x9b, 3, 1, 0xa0, 1, 1, 1, 1, 1, 0x90, 0x90, 0x96, 0xc3, 0xc3, 0xc3, 0xc3, 0xc0, .. numbers],
        };
        Client.Require();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

        using ClientProcess decoding = PythonClient.Start("-c", """
            import sys, tracemalloc
            from perception_client import WireFormatError, decode
            payload = sys.stdin.buffer.read()
            tracemalloc.start()
            try:
                decode("world", payload)
            except WireFormatError as error:
                print(error)
            print(tracemalloc.get_traced_memory()[1] // 1_000_000)
            """);
        Task<string> printed = decoding.StandardOutput.ReadToEndAsync(patience.Token);
        await decoding.StandardInput.BaseStream.WriteAsync(payload, patience.Token);
        decoding.StandardInput.Close();

        string[] lines = (await printed).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(refusal, lines[0]);
        Assert.InRange(int.Parse(lines[1], CultureInfo.InvariantCulture), 0, MostMegabytes);

        static byte[] Count(int items) => [(byte)(items >> 24), (byte)(items >> 16), (byte)(items >> 8), (byte)items];
    }

    [Fact]
    public void Dispose_ClientThatStillRuns_EndsIt()
    {
        Client.Require();
        int id;
        using (ClientProcess client = Client.Listen("tcp://127.0.0.1:9"))
        {
            id = client.Id;
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }
}
