using System.Text.Json;
using Perception.Client;
using Perception.Inference;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The guard in the real service, as a process of its own with a real subscriber.</summary>
public sealed class GuardedServiceTests : IDisposable
{
    private const string Shipped = "tritask_288x512";

    private readonly TemporaryFolder _folder = new();
    private readonly string _endpoint = ServiceEndpoint.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_ManifestThatLiesAboutColourOrder_IsNeverReadyAndSaysWhatDiffers()
    {
        WriteLiar();
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", Configuration("models: models"));
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);

        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { State: HealthState.Faulted } && subscriber.Hello is not null);
        NetworkHealthMessage network = Assert.Single(subscriber.Health!.Networks);
        Assert.Equal((Shipped, GuardState.Wrong), (network.Name, network.Guard));
        Assert.Contains("check colour order", network.GuardDetail, StringComparison.Ordinal);
        Assert.Equal(network.GuardDetail, subscriber.Health.LastFault);
        Assert.True(Assert.Single(subscriber.Hello!.Networks).IsGuarded);

        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
        Assert.Equal(0, subscriber.Worlds);
    }

    [Fact]
    public async Task Run_StoredAnswer_IsCheckedAgainWhileNoFramesCome()
    {
        using MjpegServer camera = new();
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            guard:
              everyMinutes: 0.001
              warmUpRuns: 2
            cameras:
              - id: front
                address: {camera.Address.Text}
                width: 480
                height: 270
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);

        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { Networks: [{ GuardChecks: >= 3 }] });
        NetworkHealthMessage network = Assert.Single(subscriber.Health!.Networks);
        Assert.Equal(GuardState.Right, network.Guard);
        Assert.Equal(2, network.WarmUpRuns);
        Assert.InRange(network.WarmUpP99Ns!.Value, 1, network.WarmUpNs);
        Assert.InRange(network.GuardDifference!.Value, 0, 0.02);

        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Replay_ManifestThatLiesAboutColourOrder_EndsWithOneSentence()
    {
        WriteLiar();
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 4);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--models", _folder.At("models"));
        result.AssertOneSentence(Shipped, "differs by", "check colour order");
    }

    [Fact]
    public async Task Replay_GuardOff_RunsWhatItIsGiven()
    {
        WriteLiar();
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 4);
        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "max", "--models", _folder.At("models"), "--guard", "off", "--summary", summary);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument written = JsonDocument.Parse(await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken));
        JsonElement network = Assert.Single(written.RootElement.GetProperty("networks").EnumerateArray());
        Assert.Equal("off", network.GetProperty("guard").GetString());
        Assert.True(network.GetProperty("warmUpP99Ms").GetDouble() > 0);
    }

    /// <summary>The shipped network under its own name and with its own stored answer, but as if it took the channels in the other order.</summary>
    private void WriteLiar()
    {
        ResolvedNetwork right = ModelCatalogue.Load([]).Resolve(Shipped);
        string golden = GoldenExpectation.PathFor(right.Manifest);
        string models = _folder.At("models");
        Directory.CreateDirectory(Path.Combine(models, "golden"));
        File.Copy(right.Path, Path.Combine(models, Path.GetFileName(right.Path)));
        File.Copy(golden, Path.Combine(models, "golden", Path.GetFileName(golden)));
        string manifest = File.ReadAllText(right.Manifest.ManifestPath);
        string lie = manifest.Replace("colour: rgb", "colour: bgr", StringComparison.Ordinal);
        Assert.NotEqual(manifest, lie);
        File.WriteAllText(Path.Combine(models, Path.GetFileName(right.Manifest.ManifestPath)), lie);
    }

    private string Configuration(string more) => _folder.Write("config.yaml", $"""
        schema: 1
        publish: {_endpoint}
        {more}
        cameras:
          - id: front
            drive: images
            loop: true
        """);
}
