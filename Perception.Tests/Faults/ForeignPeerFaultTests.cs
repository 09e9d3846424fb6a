using System.Text.Json;
using Perception.Client;
using Perception.Tests.Commands;
using Perception.Tests.Publishing;
using Perception.Tests.Shared;

namespace Perception.Tests.Faults;

/// <summary>Peers that send what ends NetMQ's own thread, to the real service as a process of its own.</summary>
public sealed class ForeignPeerFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _endpoint = ServiceEndpoint.Free();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_PeerEndsNetMqsThread_EndsWithOneSentenceAndAWholeLog(bool isWithinHandshake)
    {
        using CancellationTokenSource patience = new(ServiceEndpoint.Patience);
        DrawnRoad.WriteImages(_folder.At("images"), frames: 40);
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            log: run.jsonl
            cameras:
              - id: front
                drive: images
                loop: true
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, received => received is WorldReceived { World.SequenceNumber: >= 5 });

        using RawPeer peer = isWithinHandshake ? await RawPeer.GreetAsync(_endpoint, patience.Token) : await RawPeer.ConnectAsync(_endpoint, patience.Token);
        if (isWithinHandshake)
        {
            // A property whose value has more than 2 GiB.
            await peer.SendCommandAsync([.. "\u0005READY\u0003abc"u8, 0xff, 0xff, 0xff, 0xff, 1, 2], patience.Token);
        }
        else
        {
            // A command without a name.
            await peer.SendCommandAsync([], patience.Token);
        }

        ProcessResult result = await service.EndAsync();

        Assert.Equal(1, result.ExitCode);
        result.AssertOneSentence("publish: expected ZeroMQ subscribers at", _endpoint, "found a peer whose bytes NetMQ cannot read", "start the service again");
        JsonElement last = JsonDocument.Parse((await File.ReadAllLinesAsync(_folder.At("run.jsonl"), patience.Token))[^1]).RootElement;
        Assert.Equal(("health", "stopping"), (last.GetProperty("topic").GetString(), last.GetProperty("state").GetString()));
        Assert.Contains("NetMQ cannot read", last.GetProperty("lastFault").GetString(), StringComparison.Ordinal);
    }
}
