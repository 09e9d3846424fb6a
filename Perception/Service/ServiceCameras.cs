using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Perception.Rigs;
using Perception.Schedules;
using Sensors.Sources;

namespace Perception.Service;

/// <summary>The cameras of a configuration, opened, with their pipelines and their rig. Disposed after the run.</summary>
internal sealed class ServiceCameras : IDisposable
{
    private readonly List<IFrameSource> _sources = [];
    private readonly List<PerceptionPipeline> _pipelines = [];
    private readonly List<RigPipeline> _rigs = [];
    private readonly List<ScheduleRecorder> _recorders = [];

    private ServiceCameras()
    {
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<PerceptionPipeline> Pipelines => _pipelines;

    /// <summary>The rig, where there is one.</summary>
    public IReadOnlyList<RigPipeline> Rigs => _rigs;

    /// <summary>Why a schedule is not whole, as one sentence; null while every one is.</summary>
    public string? RecordingFault => _recorders.Find(recorder => recorder.Fault is not null)?.Fault;

    /// <exception cref="Sensors.SensorException">A camera cannot be opened, or its calibration cannot be used.</exception>
    /// <exception cref="PipelineException">The rig's cameras have different clocks.</exception>
    public static ServiceCameras Open(
        ServiceConfiguration configuration, PipelineOptions options, NetworkSet networks, Publisher publisher, JsonLog? log,
        NetworkGuards guards, CameraSharing? sharing, TimeProvider time, CancellationToken stop)
    {
        ServiceCameras opened = new();
        IWorldSink[] sinks = log is null ? [] : [log];
        try
        {
            RigPipeline? rig = configuration.Rig is null ? null : new RigPipeline(configuration.Rig, configuration.RigCameras.Count, time);
            if (rig is not null)
            {
                opened._rigs.Add(rig);
            }

            foreach (CameraConfiguration camera in configuration.Cameras)
            {
                IFrameSource source = CameraOpener.Open(camera, time, stop);
                opened._sources.Add(source);
                int place = configuration.RigCameras.ToList().IndexOf(camera.Id);
                RigSeat? seat = place < 0 ? null : rig!.Seats[place];
                PipelineOptions own = options with
                {
                    CapturePolicy = camera.Delivery ?? options.CapturePolicy,
                    Recorder = opened.Record(configuration, camera, source, networks, time),
                };

                // A rig publishes and logs in its cameras' stead.
                opened._pipelines.Add(new PerceptionPipeline(
                    source, networks, seat is null ? publisher : null, seat is null ? sinks : [], own, time, guards, sharing, seat));
            }

            rig?.Connect([.. configuration.RigCameras.Select(id => opened._pipelines.First(pipeline => pipeline.Source.Id == id))], publisher, sinks);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private ScheduleRecorder? Record(ServiceConfiguration configuration, CameraConfiguration camera, IFrameSource source, NetworkSet networks, TimeProvider time)
    {
        if (configuration.Schedules is null)
        {
            return null;
        }

        Directory.CreateDirectory(configuration.Schedules);
        ScheduleRecorder recorder = new(Path.Combine(configuration.Schedules, camera.Id + ".schedule.jsonl"), source.Description, camera.Loop, networks, time);
        _recorders.Add(recorder);
        return recorder;
    }

    public void Dispose()
    {
        _rigs.ForEach(rig => rig.Dispose());
        _pipelines.ForEach(pipeline => pipeline.Dispose());
        _sources.ForEach(source => source.Dispose());
        _recorders.ForEach(recorder => recorder.Dispose());
    }
}
