using MessagePack;
using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Tests.Faults;
using Sensors.Sources;

namespace Perception.Tests.Rigs;

/// <summary>A rig of sources over the prototype network in a real session; keeps its worlds as they would go out.</summary>
internal sealed class RigRun : IWorldSink
{
    private readonly NetworkSet _networks;
    private readonly CameraSharing _sharing;
    private readonly ScheduleWriter? _schedule;
    private readonly MessageJson _json = new(withClockFields: false);
    private readonly Dictionary<int, TaskCompletionSource> _waiting = [];

    /// <param name="options">The rig's.</param>
    /// <param name="sources">Its cameras; the caller's.</param>
    /// <param name="load">Loads the networks; null loads the prototype.</param>
    /// <param name="change">Makes a camera's options of everyone's.</param>
    /// <param name="recordTo">Where its schedule is recorded; null records none.</param>
    /// <param name="time">Its clock; null is the system's.</param>
    /// <param name="publisher">Where worlds go beside the lists; the caller's. Null sends none.</param>
    public RigRun(
        RigOptions options, IReadOnlyList<IFrameSource> sources, Func<NetworkSet>? load = null, Func<int, PipelineOptions, PipelineOptions>? change = null,
        string? recordTo = null, TimeProvider? time = null, Publisher? publisher = null)
    {
        time ??= TimeProvider.System;
        _networks = load?.Invoke() ?? Single(ModelCatalogue.Load([]), "prototype_tritask_256x448");
        _sharing = new CameraSharing(_networks, framesInFlight: 2, new BatchOptions(), time);
        options.Schedule?.Bind(_networks);
        if (recordTo is not null)
        {
            _schedule = new ScheduleWriter(recordTo, options.Id, sources.Select(source => source.Description), _networks, measuresImageMotion: false, time);
            options = options with { Recorder = new RigScheduleRecorder(_schedule, sources.Count) };
        }

        Rig = new RigPipeline(options, sources.Count, time);
        PipelineOptions Everyones(int camera) => new()
        {
            FramesInFlight = 2,
            Recorder = options.Recorder?.Cameras[camera],
            Schedule = options.Schedule?.Cameras[camera],
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromMinutes(1),
        };
        Cameras =
        [
            .. sources.Select((source, i) => new PerceptionPipeline(
                source, _networks, publisher: null, sinks: [], change?.Invoke(i, Everyones(i)) ?? Everyones(i), time, guards: null, _sharing, Rig.Seats[i])),
        ];
        Rig.Connect(Cameras, publisher, [this]);
    }

    /// <summary>One network for both tasks.</summary>
    public static NetworkSet Single(ModelCatalogue catalogue, string name)
    {
        Network network = Network.Load(catalogue.Resolve(name), new NetworkOptions { Threads = 1 });
        return new NetworkSet(network, network);
    }

    public RigPipeline Rig { get; }

    public PerceptionPipeline[] Cameras { get; }

    public CameraSharing Sharing => _sharing;

    public List<WorldMessage> Worlds { get; } = [];

    public List<string> Lines { get; } = [];

    /// <summary>Ends when so many worlds have come.</summary>
    public Task Until(int worlds)
    {
        lock (Worlds)
        {
            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[worlds] = reached;
            if (Worlds.Count >= worlds)
            {
                reached.TrySetResult();
            }

            return reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public bool Write(WorldMessage message, Mat image)
    {
        lock (Worlds)
        {
            Worlds.Add(MessagePackSerializer.Deserialize<WorldMessage>(MessagePackSerializer.Serialize(message)));
            Lines.Add(System.Text.Encoding.UTF8.GetString(_json.Line(message)));
            if (_waiting.TryGetValue(Worlds.Count, out TaskCompletionSource? reached))
            {
                reached.TrySetResult();
            }
        }

        return true;
    }

    public void Dispose()
    {
        Rig.Dispose();
        Array.ForEach(Cameras, camera => camera.Dispose());
        _sharing.Dispose();
        _schedule?.Dispose();
        _networks.Dispose();
        _json.Dispose();
    }
}
