using Evaluation.Drives;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Rigs;
using Perception.Tests.Shared;
using Sensors.Sources;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;

namespace Perception.Tests.Rigs;

/// <summary>One simulated scene through two cameras of the vehicle whose sights overlap, against its truth.</summary>
public sealed class SimulatedRigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_TwoCamerasOfOneScene_SeeOneObjectOnce()
    {
        RigTruth truth = await MeasureAsync(seconds: 4, seed: 3, () => RigRun.Single(ModelCatalogue.Load([]), "tritask_288x512"));

        TestContext.Current.TestOutputHelper?.WriteLine(truth.ToString());
        Assert.True(truth.SeenTwice >= 300, truth.ToString());

        // Bounds, not goals: what is left are oncoming lorries whose range from a single camera is wrong by half (docs/performance.md has the figures).
        Assert.True(truth.Doubled <= 0.06 * truth.SeenTwice, truth.ToString());
        Assert.True(truth.Mixed <= 0.03 * truth.Pairs, truth.ToString());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task RunAsync_StrongDetectorOverSeveralScenes_SeesOneObjectOnce()
    {
        string models = SharedFolder.Require("models");
        int seen = 0, doubled = 0, pairs = 0, mixed = 0;
        for (int seed = 3; seed <= 5; seed++)
        {
            RigTruth truth = await MeasureAsync(seconds: 10, seed, () =>
            {
                ModelCatalogue catalogue = ModelCatalogue.Load([models]);
                return new NetworkSet(
                    Network.Load(catalogue.Resolve("yolox_nano_384x640"), new NetworkOptions { Threads = 1 }),
                    Network.Load(catalogue.Resolve("twinlitenetplus_small_192x320"), new NetworkOptions { Threads = 1 }));
            });
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {truth}");
            seen += truth.SeenTwice;
            doubled += truth.Doubled;
            pairs += truth.Pairs;
            mixed += truth.Mixed;
        }

        Assert.True(seen >= 1700 && doubled <= 0.04 * seen && mixed <= 0.04 * pairs, $"seen {seen}, doubled {doubled}, pairs {pairs}, mixed {mixed}");
    }

    private async Task<RigTruth> MeasureAsync(double seconds, long seed, Func<NetworkSet> load)
    {
        (string Id, double YawDeg)[] cameras = [("front", 0), ("left", 30)];
        List<IFrameSource> sources = [];
        List<DriveTruth> truths = [];
        foreach ((string id, double yaw) in cameras)
        {
            string drive = _folder.At($"{id}{seed}");
            SimulationOptions options = new() { Seed = seed, Seconds = seconds, Width = 960, Height = 540, FrameRate = 20, YawDeg = yaw };
            Assert.True(ScenarioCatalog.TryFind("cut-in", out Scenario scenario));
            DriveSimulator.Simulate(scenario, options, drive, null, TestContext.Current.CancellationToken);
            truths.Add(DriveTruth.Find(Path.Combine(drive, "truth"))!);
            sources.Add(DriveOpener.Open(drive, new DriveOpenOptions()));
        }

        using RigRun run = new(new RigOptions { Id = "car", IsLossless = true }, sources, load);
        await run.Rig.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int)(seconds * 20), run.Worlds.Count);
        RigTruth truth = new(truths);
        run.Worlds.ForEach(truth.Count);
        sources.ForEach(source => source.Dispose());
        return truth;
    }
}
