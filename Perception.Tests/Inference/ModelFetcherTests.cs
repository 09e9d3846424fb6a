using System.Security.Cryptography;
using Perception.Inference;
using Perception.Tests.Sensors.Cameras;

namespace Perception.Tests.Inference;

public sealed class ModelFetcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perception-tests-").FullName;
    private readonly HttpClient _client = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task FetchAsync_WholeFile_IsKeptAndReported()
    {
        await using FileServer server = new(_content);
        List<FetchProgress> reports = [];

        string path = await FetchAsync(server.Url, _content, reports);

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(new FetchProgress(300_000, 300_000), reports[^1]);
    }

    [Fact]
    public async Task FetchAsync_AfterBreakingOff_GoesOnWhereItStopped()
    {
        await using FileServer server = new(_content);
        server.BreakOnce(100_000);

        ModelNotFoundException error = await Assert.ThrowsAsync<ModelNotFoundException>(() => FetchAsync(server.Url, _content, []));
        string path = await FetchAsync(server.Url, _content, []);

        Assert.Contains("run the command again", error.Message, StringComparison.Ordinal);
        Assert.Equal(["", "bytes=100000-"], server.Ranges);
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FetchAsync_OtherHash_KeepsNothing()
    {
        await using FileServer server = new(_content);

        ModelContractException error = await Assert.ThrowsAsync<ModelContractException>(() => FetchAsync(server.Url, [1, 2, 3], []));

        Assert.Matches("expected SHA-256 [0-9a-f]{64}, found [0-9a-f]{64}", error.Message);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task FetchAsync_FileAlreadyThere_AsksNobody()
    {
        await using FileServer server = new(_content);
        await FetchAsync(server.Url, _content, []);

        await FetchAsync(server.Url, _content, []);

        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task FetchAsync_NoDownloadKnown_SaysWhereItComesFrom()
    {
        ModelNotFoundException error = await Assert.ThrowsAsync<ModelNotFoundException>(() => FetchAsync(null, _content, []));

        Assert.Contains("https://example.org/project", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_NobodyAnswers_Throws()
    {
        FileServer server = new(_content);
        string url = server.Url;
        await server.DisposeAsync();

        await Assert.ThrowsAsync<ModelNotFoundException>(() => FetchAsync(url, _content, []));
    }

    [Fact]
    public async Task FetchAsync_ServerThatIsSilent_SaysForHowLong()
    {
        await using FileServer server = new(_content);
        server.StallOnce(null);

        string problem = await FetchUntilImpatientAsync(server);

        Assert.Equal($"yolox_nano_384x640: {server.Url} sent nothing for 60 s; run the command again to go on from there, or get network.onnx from https://example.org/project.", problem);
    }

    [Fact]
    public async Task FetchAsync_ServerThatFallsSilentOnTheWay_SaysSoAndGoesOnTheNextTime()
    {
        await using FileServer server = new(_content);
        server.StallOnce(100_000);

        string problem = await FetchUntilImpatientAsync(server);
        string path = await FetchAsync(server.Url, _content, []);

        Assert.Contains("sent nothing for 60 s", problem, StringComparison.Ordinal);
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FetchAsync_StoppedByTheCaller_IsNoFaultOfTheServer()
    {
        await using FileServer server = new(_content);
        server.StallOnce(null);
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(0.2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FetchAsync(server.Url, _content, [], cancellation: stop.Token));
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Fetches from a server that stands still, by a clock that runs on once it does.</summary>
    private async Task<string> FetchUntilImpatientAsync(FileServer server)
    {
        TimerTime time = new();
        Task<string> fetching = FetchAsync(server.Url, _content, [], time);
        await server.Stalled.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        while (!fetching.IsCompleted)
        {
            time.Advance(ModelFetcher.DefaultPatience);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        return (await Assert.ThrowsAsync<ModelNotFoundException>(() => fetching)).Message;
    }

    private Task<string> FetchAsync(string? url, byte[] expected, List<FetchProgress> reports, TimeProvider? time = null, CancellationToken? cancellation = null)
    {
        NetworkManifest manifest = ModelCatalogue.Load([]).Manifest("yolox_nano_384x640") with
        {
            File = "network.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(expected)),
            Origin = "https://example.org/project",
            Download = url,
        };
        return new ModelFetcher(_client, time: time).FetchAsync(manifest, _folder, new Collector(reports), cancellation ?? TestContext.Current.CancellationToken);
    }

    private sealed class Collector(List<FetchProgress> reports) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => reports.Add(value);
    }
}
