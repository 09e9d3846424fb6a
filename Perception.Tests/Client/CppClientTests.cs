using System.Diagnostics;
using System.Text;
using Perception.Client;
using Perception.Publishing;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <inheritdoc/>
public sealed class CppClientTests(CppClient client) : ForeignClientTests
{
    private protected override IForeignClient Client => client;

    [Fact]
    public void Messages_HashAndVersion_AreTheCodes()
    {
        string messages = File.ReadAllText(Path.Combine(Repository.Root, "clients", "cpp", "include", "perception_client", "messages.hpp"));

        Assert.Contains($"schema_version = {WireSchema.Version};", messages, StringComparison.Ordinal);
        Assert.Contains($"schema_hash = \"{WireSchema.Hash}\";", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_Interrupted_EndsWithoutAFailure()
    {
        Client.Require();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using ClientProcess listening = Client.Listen("tcp://127.0.0.1:9", "--stale-after", "0.01");
        Task<string> printed = listening.StandardOutput.ReadToEndAsync(patience.Token);
        await listening.StandardError.ReadLineAsync(patience.Token);

        using Process interrupt = Process.Start("kill", ["-INT", $"{listening.Id}"]);
        await listening.WaitForExitAsync(patience.Token);

        Assert.Equal(0, listening.ExitCode);
        Assert.Empty(await printed);
    }

    [Fact]
    public async Task Decode_DamagedPayloads_RefusesWhatTheCSharpClientRefuses()
    {
        Client.Require();
        Random random = new(20261130);
        List<byte[]> payloads = [.. Enumerable.Range(0, 3000).Select(_ => Damaged(WireCodecTests.Encode(SampleMessages.Any<WorldMessage>(random)).ToArray(), random))];

        string[] answers = await DecodeAsync(payloads);

        Assert.Equal(payloads.Count, answers.Length);
        Assert.All(payloads.Zip(answers), pair => Assert.True(IsRead(pair.First) == (pair.Second == "read"), $"{Convert.ToHexString(pair.First)}: {pair.Second}"));
        Assert.InRange(answers.Count(answer => answer == "read"), 300, 2700);
    }

    [Fact]
    public async Task Decode_MoreThanAMessageOfItsSizeHolds_IsRefused()
    {
        Client.Require();
        byte[] emptyTracks = ForeignWorlds.EmptyTracks(0xe00000);
        byte[] deep = ForeignWorlds.Deep(100_000);

        string[] answers = await DecodeAsync([emptyTracks, deep, ForeignWorlds.Deep(1000)]);

        Assert.Equal(
            [
                $"payload of {emptyTracks.Length} bytes: expected a WorldMessage in MessagePack, found otherwise (more items than a message of its size can hold)",
                $"payload of {deep.Length} bytes: expected a WorldMessage in MessagePack, found otherwise (more than 1024 arrays or maps within one another)",
                "read",
            ],
            answers);
    }

    [Fact]
    public async Task Readme_PlannersLoop_BuildsAgainstTheInstalledHeadersAndReceives()
    {
        Client.Require();
        using TemporaryFolder folder = new();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "clients", "cpp", "README.md"));
        string loop = readme.Split("```cpp\n")[1].Split("```")[0].Replace("tcp://127.0.0.1:5556", publisher.Endpoint, StringComparison.Ordinal);
        string planner = client.BuildAgainstInstalled(loop, folder);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using ClientProcess planning = ClientProcess.Start(planner, []);
        publisher.WaitForSubscribers(1, patience.Token);
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front", SequenceNumber = 5 });
        string? line;
        do
        {
            line = await planning.StandardError.ReadLineAsync(patience.Token);
        }
        while (line?.StartsWith("source front: ", StringComparison.Ordinal) == false);

        Assert.Equal("source front: expected world 1, found 5, so 4 lost on the way", line);
    }

    private static byte[] Damaged(byte[] payload, Random random)
    {
        byte[][] splices = [[0xc0], [0x90], [0x80], [0xa0], [0xff], [0xc3], [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdb, 0x7f, 0xff, 0xff, 0xff], [0x92, 0x01, 0x91, 0xc0]];
        int at = random.Next(payload.Length);
        return random.Next(4) switch
        {
            0 => payload,
            1 => [.. payload[..at], (byte)random.Next(256), .. payload[(at + 1)..]],
            2 => [.. payload[..at], .. splices[random.Next(splices.Length)], .. payload[(at + 1)..]],
            _ => payload[..at],
        };
    }

    private static bool IsRead(byte[] payload)
    {
        try
        {
            WireCodec.Decode<WorldMessage>(payload);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private async Task<string[]> DecodeAsync(List<byte[]> payloads)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using ClientProcess decoding = client.StartDecoding();
        Task<string> answers = decoding.StandardOutput.ReadToEndAsync(patience.Token);
        foreach (byte[] payload in payloads)
        {
            await decoding.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes($"world {payload.Length}\n"), patience.Token);
            await decoding.StandardInput.BaseStream.WriteAsync(payload, patience.Token);
        }

        decoding.StandardInput.Close();
        string[] lines = (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await decoding.WaitForExitAsync(patience.Token);
        Assert.Equal(0, decoding.ExitCode);
        return lines;
    }
}
