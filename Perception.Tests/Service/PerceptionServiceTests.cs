using System.Text.Json;
using Perception.Pipeline;
using Perception.Recording;
using Perception.Service;
using Perception.Tests.Faults;
using Perception.Tests.Shared;

namespace Perception.Tests.Service;

/// <summary>What runs beside the pipelines. Real sessions, a clock that fails once.</summary>
public sealed class PerceptionServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Report_FailsOnce_TheNextOneSaysSo()
    {
        string path = _folder.At("log.jsonl");
        FailingClock time = new();
        PipelineOptions options = new()
        {
            BeforeWork = (_, _) => Assert.True(SpinWait.SpinUntil(() => new FileInfo(path).Length > 0, Patience)),
        };
        using FaultyPipeline faulty = new(options, TimeProvider.System, frames: 2);
        using JsonLog log = new(path, withClockFields: true, isLossless: true);
        PerceptionService service = new([faulty.Pipeline], faulty.Networks, publisher: null, log, time);
        time.FailsNext = true;

        await service.RunAsync(subscribers: 0, TestContext.Current.CancellationToken);

        log.Dispose();
        JsonElement[] health = [.. File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("topic").GetString() == "health")];
        Assert.Equal("a report of health failed: the test's clock says so", health[0].GetProperty("lastFault").GetString());
        Assert.Equal("degraded", health[0].GetProperty("state").GetString());
    }

    private sealed class FailingClock : TimeProvider
    {
        public bool FailsNext { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (FailsNext)
            {
                FailsNext = false;
                throw new InvalidOperationException("the test's clock\nsays so");
            }

            return base.GetUtcNow();
        }
    }
}
