using System.Globalization;
using System.Text.RegularExpressions;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The metrics as Prometheus reads them, from the real program over real HTTP.</summary>
public sealed partial class MetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Replay_WithMetrics_CountsEveryFrameAndEveryDropByCause() => CountAsync("127.0.0.1", "127.0.0.1");

    [Fact]
    public Task Replay_WithMetricsAtEveryAddress_AreThereUnderEachName() => CountAsync("*", "localhost");

    private async Task CountAsync(string served, string asked)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DrawnRoad.WriteImages(_folder.At("images"), frames: 30);
        await File.WriteAllBytesAsync(_folder.At("images", "000001.png"), [], cancellation);
        string address = ServiceEndpoint.Free().Replace("tcp:", "http:", StringComparison.Ordinal);
        using PerceiveProcess service = PerceiveProcess.Start(
            "replay", _folder.At("images"), "--no-publish", "--loop", "--delivery", "every(2, lossless)", "--metrics", address.Replace("127.0.0.1", served, StringComparison.Ordinal));
        address = address.Replace("127.0.0.1", asked, StringComparison.Ordinal);
        using HttpClient client = new();
        string text = string.Empty;
        long started = TimeProvider.System.GetTimestamp();
        while (Value(text, "perception_frames_published_total", string.Empty) is not >= 10)
        {
            if (service.HasEnded || TimeProvider.System.GetElapsedTime(started) > ServiceEndpoint.Patience)
            {
                service.Signal("KILL");
                Assert.Fail($"expected ten frames in the metrics, found: '{text}'; the service: {await service.EndAsync()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            try
            {
                text = await client.GetStringAsync(new Uri(address + "/metrics"), cancellation);
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }
        }

        double read = Value(text, "perception_frames_read_total", string.Empty)!.Value;
        double published = Value(text, "perception_frames_published_total", string.Empty)!.Value;
        // One of the thirty in each round.
        Assert.InRange(Value(text, "perception_frames_dropped_total", "decode")!.Value, Math.Max(1, (read / 30) - 1), (read / 30) + 1);
        Assert.InRange(Value(text, "perception_frames_dropped_total", "everyNth")!.Value, published - 4, read);
        Assert.InRange(Value(text, "perception_capture_to_publish_seconds", "0.99")!.Value, 1e-4, 60);
        Assert.True(Value(text, "process_resident_bytes", string.Empty) > 1e6, text);
        Assert.Equal(1, Value(text, "target_info", "perception"));
        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("127.0.0.1:9464")]
    [InlineData("https://127.0.0.1:9464")]
    [InlineData("http://127.0.0.1:9464/elsewhere")]
    [InlineData("http://127.0.0.1:9464/?from=here")]
    [InlineData("http://127.0.0.1:9464#here")]
    [InlineData("http://me:secret@127.0.0.1:9464")]
    [InlineData("http://[::1]:9464")]
    [InlineData("http://localhost:")]
    [InlineData("http://*:0")]
    [InlineData("http://*:65536")]
    public async Task Replay_MetricsAddressThatIsNone_IsOneSentence(string address)
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", _folder.At("images"), "--no-publish", "--pace", "max", "--metrics", address);
        result.AssertOneSentence("metrics", address);
    }

    /// <summary>The value of the one sample whose labels hold a text; null where there is none.</summary>
    private static double? Value(string text, string metric, string label)
    {
        foreach (Match match in Sample().Matches(text))
        {
            if (match.Groups["name"].Value == metric && (label.Length == 0 || match.Groups["labels"].Value.Contains($"\"{label}\"", StringComparison.Ordinal)))
            {
                return double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>.*)\})? (?<value>[0-9.eE+-]+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
