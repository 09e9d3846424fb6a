using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Schedules;
using Perception.Tests.Inference;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>A pipeline over a drawn drive with real sessions, whose stages a test fails, hangs or slows. Disposed as commands dispose.</summary>
internal sealed class FaultyPipeline : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkFolder? _detector;
    private readonly NetworkFolder? _lanes;
    private readonly NetworkSet _networks;
    private readonly IFrameSource _source;
    private readonly Kept _kept = new();
    private readonly ScheduleWriter? _schedule;

    /// <param name="options">How it runs.</param>
    /// <param name="time">Its clock; only a shared run waits for other frames by the system's, as nobody moves the test's for it.</param>
    /// <param name="frames">How many images the drive has.</param>
    /// <param name="twoNetworks">Whether a network of its own looks for objects (and finds none).</param>
    /// <param name="recordTo">Where its schedule is recorded; null records none.</param>
    /// <param name="sharesLanes">Whether the lane network takes several cameras' frames in a run, as if there were others; it finds nothing.</param>
    /// <param name="wrap">Puts a source of the test's own around the drive's.</param>
    public FaultyPipeline(
        PipelineOptions options, TimeProvider time, int frames = 12, bool twoNetworks = false, bool sharesLanes = false,
        Func<IFrameSource, IFrameSource>? wrap = null, string? recordTo = null)
    {
        _lanes = sharesLanes ? WriteLanes() : null;
        Network lanes = _lanes?.Load() ?? Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        _detector = twoNetworks ? YoloxFolder.Write([]) : null;
        _networks = new NetworkSet(_detector?.Load() ?? lanes, lanes);
        IFrameSource drive = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames), new DriveOpenOptions());
        _source = wrap?.Invoke(drive) ?? drive;
        if (recordTo is not null)
        {
            _schedule = new ScheduleWriter(recordTo, _source.Description, isLooped: false, _networks, measuresImageMotion: false, time);
            options = options with { Recorder = new ScheduleRecorder(_schedule) };
        }

        Sharing = sharesLanes ? new CameraSharing(_networks, options.FramesInFlight, new BatchOptions(), TimeProvider.System) : null;
        Pipeline = new PerceptionPipeline(_source, _networks, publisher: null, [_kept], options, time, sharing: Sharing);
    }

    public PerceptionPipeline Pipeline { get; }

    public PipelineMonitor Monitor => Pipeline.Monitor;

    public NetworkSet Networks => _networks;

    /// <summary>What it would share with other cameras; null where it shares nothing.</summary>
    public CameraSharing? Sharing { get; }

    /// <summary>Every message, decoded from its own bytes.</summary>
    public IReadOnlyList<WorldMessage> Worlds => _kept.Worlds;

    /// <summary>Every message as JSON without its clock fields.</summary>
    public IReadOnlyList<byte[]> Lines => _kept.Lines;

    /// <summary>Waits until so many frames have come out, with the recordings; of the others the most that are given are in process then.</summary>
    public void AwaitOut(int frames, int others = 0) =>
        Assert.True(SpinWait.SpinUntil(() => Worlds.Count == frames && Pipeline.FramesInProcess <= others + 1, TimeSpan.FromMinutes(1)));

    /// <summary>Waits until a frame that stood still past the stop has come to its end, and nothing is held for it.</summary>
    public void AwaitEnd() => Assert.True(SpinWait.SpinUntil(
        () => Pipeline.FramesInProcess == 0 && (Sharing is null || (Sharing.Gate.InProcess == 0 && Sharing.Batches.All(batch => batch is null or { FramesOnTheWay: 0 }))),
        TimeSpan.FromMinutes(1)));

    /// <summary>Every frame that was read became a message or a counted drop, and every job and image came back.</summary>
    public void AssertNothingLost(bool withRecording = true)
    {
        Assert.Equal(Monitor.FramesRead, Monitor.FramesPublished + Monitor.Drops.Total);
        Assert.Equal(0, Pipeline.FramesInProcess);
        AssertNobodyWaits();
        Assert.True(!withRecording || Worlds.Count == Monitor.FramesPublished);
        Assert.True(!withRecording || Worlds.Select(world => world.SequenceNumber).SequenceEqual(Enumerable.Range(0, Worlds.Count).Select(i => (long)i)));
    }

    /// <summary>No other camera would wait for a frame of this one, or for its turn.</summary>
    public void AssertNobodyWaits()
    {
        Assert.Equal(0, Sharing?.Gate.InProcess ?? 0);
        Assert.All(Sharing?.Batches ?? [], batch => Assert.Equal(0, batch?.FramesOnTheWay ?? 0));
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        Sharing?.Dispose();
        _schedule?.Dispose();
        _networks.Dispose();
        _source.Dispose();
        _detector?.Dispose();
        _lanes?.Dispose();
        _folder.Dispose();
    }

    private static NetworkFolder WriteLanes() => NetworkFolder.Write(
        new TinyOnnx().Input("image", [-1, 3, 64, 64]).Unary("Neg", "image", "classes", [-1, 3, 64, 64]).ToArray(),
        "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\nbatch: 2\n"
            + NetworkFolder.InputKeys(64, 64) + "outputs: [{name: classes, shape: [1, 3, 64, 64]}]\n");

    private sealed class Kept : IWorldSink
    {
        private readonly MessageJson _json = new(withClockFields: false);

        public List<WorldMessage> Worlds { get; } = [];

        public List<byte[]> Lines { get; } = [];

        public bool Write(WorldMessage message, Mat image)
        {
            Worlds.Add(MessagePack.MessagePackSerializer.Deserialize<WorldMessage>(MessagePack.MessagePackSerializer.Serialize(message)));
            Lines.Add(_json.Line(message).ToArray());
            return true;
        }

        public void Dispose() => _json.Dispose();
    }
}
