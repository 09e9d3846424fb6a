using Fusion.Geometry;
using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Service;
using Perception.Tests.Inference;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>
/// Every rung of the load-shedding ladder, with real sessions over real video: down under overload, held on the edge, up again in calm, and right on
/// each. The clock is moved by the stage, so that the overload is the same every time.
/// </summary>
public sealed class LoadRungTests : IDisposable
{
    private static readonly ImageRegion Region = new(0.25, 0.4, 0.75, 0.9);
    private static readonly LoadOptions Load = new() { Window = TimeSpan.FromSeconds(0.2), StepUpAfter = TimeSpan.FromSeconds(0.2) };

    private readonly TemporaryFolder _folder = new();
    private readonly TimerTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryRung_RunsItsOwnNetworksAndMapsTheirBoxesBack()
    {
        using NetworkFolder whole = Car(48, 16);
        using NetworkFolder part = Car(16, 16);
        using NetworkFolder lighter = Car(40, 40);
        using NetworkFolder lanes = Lanes(drivable: 0);
        using NetworkFolder lighterLanes = Lanes(drivable: 1);
        using NetworkSet networks = new(
            whole.Load(), lanes.Load(),
            new NetworkVariants { RegionObjects = part.Load(), Region = Region, LighterObjects = lighter.Load(), LighterLanes = lighterLanes.Load() });
        using IFrameSource video = DriveOpener.Open(DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 300), new DriveOpenOptions());
        Run run = await RunAsync(video, networks, frame => frame switch
        {
            < 10 => LoadRung.Full,
            < 50 => LoadRung.RegionOfInterest,
            < 90 => LoadRung.LighterNetwork,
            < 120 => LoadRung.EverySecondFrame,
            _ => null,
        });

        LoadRung[] down = [LoadRung.Full, LoadRung.LanesEverySecondFrame, LoadRung.RegionOfInterest, LoadRung.LighterNetwork, LoadRung.EverySecondFrame];
        Assert.Equal([.. down, .. down.Reverse().Skip(1)], run.Rungs);
        Assert.Equal(["full", "lanesEverySecondFrame", "regionOfInterest", "lighterNetwork", "everySecondFrame"], run.Hello.Rungs);

        // The images have 480 × 270 pixels, the networks' inputs 64 × 64; the part is 240 × 135 from (120, 108).
        AssertRung(run, LoadRung.Full, new Box(330, 50.625f, 390, 84.375f), [0, 1], reason: null);
        AssertRung(run, LoadRung.RegionOfInterest, new Box(165, 133.3125f, 195, 150.1875f), [2, 1], "regionOfInterest, objects in 0.25..0.75 by 0.4..0.9 of the image only");
        AssertRung(run, LoadRung.LighterNetwork, new Box(255, 183.9375f, 285, 200.8125f), [3, 4], "lighterNetwork, objects in 0.25..0.75 by 0.4..0.9 of the image only");
        AssertRung(run, LoadRung.EverySecondFrame, new Box(255, 183.9375f, 285, 200.8125f), [3, 4], "everySecondFrame, objects in");
        Assert.All(run.Worlds.Where(world => world.Capability.Drivable), world => Assert.Equal(world.Capability.Networks[1] == 4 ? 1 : 0, world.Drivable!.Share, 2));
        Assert.True(run.Drops[DropCause.LoadShed] > 5);
        Assert.Equal(run.Drops[DropCause.LoadShed], run.Drops.Total);
    }

    [Fact]
    public async Task RegionAndLighterNetwork_RealNetworksOverARealDrive_SeeInThePartWhatTheWholeSees()
    {
        string drive = SharedFolder.Require("drives/solidWhiteRight.mp4");
        ModelCatalogue catalogue = ModelCatalogue.Load([SharedFolder.Require("models")]);
        using NetworkSet networks = new(
            Named("yolox_nano_384x640"), Named("twinlitenetplus_small_192x320"),
            new NetworkVariants
            {
                RegionObjects = Named("yolox_nano_256x448"), Region = Region, LighterObjects = Named("fastestdet"), LighterLanes = Named("twinlitenetplus_nano_192x320"),
            });
        using IFrameSource shed = DriveOpener.Open(drive, new DriveOpenOptions());
        Run run = await RunAsync(shed, networks, frame => frame switch
        {
            < 10 => LoadRung.Full,
            < 80 => LoadRung.RegionOfInterest,
            < 120 => LoadRung.LighterNetwork,
            _ => null,
        });
        using IFrameSource unshed = DriveOpener.Open(drive, new DriveOpenOptions { FrameRange = new FrameRange(0, 120) });
        Run reference = await RunAsync(unshed, networks, _ => LoadRung.Full);

        LoadRung[] down = [LoadRung.Full, LoadRung.LanesEverySecondFrame, LoadRung.RegionOfInterest, LoadRung.LighterNetwork];
        Assert.Equal([.. down, .. down.Reverse().Skip(1)], run.Rungs);
        (int found, int of) part = Found(LoadRung.RegionOfInterest, [2, 1]);
        (int found, int of) lighter = Found(LoadRung.LighterNetwork, [3, 4]);
        string figures = $"in the part {part.found} of {part.of} boxes, by the lighter network {lighter.found} of {lighter.of}";
        TestContext.Current.SendDiagnosticMessage(figures);
        Assert.True(part.of >= 40 && part.found >= 0.9 * part.of, figures);
        Assert.True(lighter.of >= 5 && lighter.found >= 0.8 * lighter.of, figures);

        Network Named(string name) => Network.Load(catalogue.Resolve(name), new NetworkOptions { Threads = 1 });

        // Of the boxes that the whole network sees well inside the part: how many are there on the rung as well.
        (int Found, int Of) Found(LoadRung rung, int[] names)
        {
            int found = 0;
            int of = 0;
            foreach (WorldMessage world in run.Worlds.Where(world => world.Rung == rung && world.FrameId < 120))
            {
                Assert.Equal(world.Capability.Lanes ? names : names[..1], world.Capability.Networks);
                WorldMessage same = reference.Worlds.Single(other => other.FrameId == world.FrameId);
                Box[] seen = [.. Seen(world)];
                foreach (Box box in Seen(same).Where(box => box.XMin > 250 && box.XMax < 710 && box.YMin > 226 && box.YMax < 476 && box.Height >= 25))
                {
                    of++;
                    found += seen.Any(other => other.IntersectionOverUnion(box) >= 0.5) ? 1 : 0;
                }
            }

            return (found, of);
        }
    }

    /// <summary>A network that finds one car in every image: 8 × 8 input pixels around a point.</summary>
    private static NetworkFolder Car(float x, float y) => YoloxFolder.Write([x / 8, y / 8, 0, 0, 1, 1, 0]);

    /// <summary>A network that finds all or nothing drivable, and no line.</summary>
    private static NetworkFolder Lanes(float drivable)
    {
        float[] classes = new float[3 * 64 * 64];
        classes.AsSpan(0, 64 * 64).Fill(drivable);
        classes.AsSpan(2 * 64 * 64).Fill(1 - drivable);
        return NetworkFolder.Write(
            new TinyOnnx().Input("image", [1, 3, 64, 64]).Constant("classes", [1, 3, 64, 64], classes).ToArray(),
            "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\n" + NetworkFolder.InputKeys(64, 64) + "outputs: [{name: classes, shape: [1, 3, 64, 64]}]\n");
    }

    private static IEnumerable<Box> Seen(WorldMessage world) => world.Tracks
        .Where(track => track.SinceSeenNs == 0)
        .Select(track => new Box(track.Box.XMin, track.Box.YMin, track.Box.XMax, track.Box.YMax));

    private static void AssertRung(Run run, LoadRung rung, Box seen, int[] networks, string? reason)
    {
        WorldMessage[] worlds = [.. run.Worlds.Where(world => world.Rung == rung)];
        Assert.NotEmpty(worlds);
        foreach (WorldMessage world in worlds)
        {
            Box box = Assert.Single(Seen(world));
            Assert.Equal(1, box.IntersectionOverUnion(seen), 0.02f);
            Assert.Equal(world.Capability.Lanes ? networks : networks[..1], world.Capability.Networks);
            Assert.Equal(reason is null, world.Capability.DegradedReason is null);
            Assert.Contains(reason ?? string.Empty, world.Capability.DegradedReason ?? string.Empty, StringComparison.Ordinal);
        }

        // Health, as it was when the rung had been held for some frames.
        Assert.Equal((rung, run.Health[rung].Told), (run.Health[rung].Rung, run.Health[rung].Reason));
    }

    /// <param name="source">The drive.</param>
    /// <param name="networks">With those that stand in under load.</param>
    /// <param name="held">By frame: the rung that overload leads down to and the edge of calm holds; null where it is calm.</param>
    private async Task<Run> RunAsync(IFrameSource source, NetworkSet networks, Func<long, LoadRung?> held)
    {
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            Load = Load,
            BeforeWork = (stage, job) =>
            {
                if (stage == PipelineStage.Detect)
                {
                    LoadRung? rung = held(job.FrameId);
                    _time.Advance(TimeSpan.FromMilliseconds(rung is null ? 20 : rung > job.Load.Rung ? 250 : 90));
                }
            },
        };
        Kept kept = new();
        OneAtATime paced = new(source);
        using PerceptionPipeline pipeline = new(paced, networks, publisher: null, [kept], options, _time);
        paced.Monitor = pipeline.Monitor;
        HealthReporter health = new([pipeline], guards: null, _time);
        kept.Health = health;
        await pipeline.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(pipeline.Monitor.FramesRead, pipeline.Monitor.FramesPublished + pipeline.Monitor.Drops.Total);
        return new Run(kept.Worlds, kept.Healths, HelloBuilder.Build([pipeline], [], networks, guards: null, _time), pipeline.Monitor.Drops);
    }

    private sealed record Run(List<WorldMessage> Worlds, Dictionary<LoadRung, (LoadRung Rung, string? Reason, string? Told)> Health, HelloMessage Hello, DropCounts Drops)
    {
        /// <summary>One after the other, as the messages had them.</summary>
        public IEnumerable<LoadRung> Rungs => Worlds.Select(world => world.Rung).Where((rung, i) => i == 0 || Worlds[i - 1].Rung != rung);
    }

    /// <summary>Gives a frame when the one before has come out, so that its latency is what the stage takes.</summary>
    private sealed class OneAtATime(IFrameSource drive) : IFrameSource
    {
        public PipelineMonitor? Monitor { get; set; }

        public SourceDescription Description => drive.Description;

        public FrameRead Read(Mat image, CancellationToken cancellationToken)
        {
            SpinWait wait = default;
            while (Monitor!.FramesRead > Monitor.FramesPublished + Monitor.Drops.Total)
            {
                wait.SpinOnce();
            }

            return drive.Read(image, cancellationToken);
        }

        public void Dispose()
        {
            // The drive is the test's.
        }
    }

    /// <summary>Keeps every message, and of each rung's fifth message in a row what health says beside it.</summary>
    private sealed class Kept : IWorldSink
    {
        private int _inARow;

        public HealthReporter? Health { get; set; }

        public List<WorldMessage> Worlds { get; } = [];

        public Dictionary<LoadRung, (LoadRung Rung, string? Reason, string? Told)> Healths { get; } = [];

        public bool Write(WorldMessage message, Mat image)
        {
            _inARow = Worlds.Count > 0 && Worlds[^1].Rung == message.Rung ? _inARow + 1 : 1;
            Worlds.Add(MessagePack.MessagePackSerializer.Deserialize<WorldMessage>(MessagePack.MessagePackSerializer.Serialize(message)));
            if (_inARow == 5)
            {
                SourceHealthMessage source = Health!.Report().Sources[0];
                Healths.TryAdd(message.Rung, (source.Rung, source.RungReason, message.Capability.DegradedReason));
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
