using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Sensors.Cameras;
using Sensors.Sources;

namespace Perception.Service;

/// <summary>The cameras of a configuration, opened, with their pipelines and their rig. Disposed after the run.</summary>
internal sealed class ServiceCameras : IDisposable
{
    private readonly List<IFrameSource> _sources = [];
    private readonly List<PerceptionPipeline> _pipelines = [];
    private readonly List<RigPipeline> _rigs = [];
    private readonly List<ScheduleWriter> _schedules = [];

    private ServiceCameras()
    {
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<PerceptionPipeline> Pipelines => _pipelines;

    /// <summary>The rig, where there is one.</summary>
    public IReadOnlyList<RigPipeline> Rigs => _rigs;

    /// <summary>Opens all cameras at the same time.</summary>
    /// <param name="configuration">What is opened.</param>
    /// <param name="options">Every camera's; capture policy, recorder and schedule are its own.</param>
    /// <param name="networks">What runs.</param>
    /// <param name="publisher">Null publishes nothing.</param>
    /// <param name="sinks">Receive every world.</param>
    /// <param name="schedulePath">Where the schedule of a rig, or of a camera outside it, is recorded, by its id; null where none is.</param>
    /// <param name="guards">The networks'.</param>
    /// <param name="sharing">What the cameras share; null where there is one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait for cameras and drives that are not open yet; what is opened after it is closed again.</param>
    /// <exception cref="Sensors.SensorException">A camera cannot be opened, or its calibration cannot be used; the first of them in the configuration.</exception>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    /// <exception cref="PipelineException">The rig's cameras have different clocks.</exception>
    /// <exception cref="ScheduleException">The rig's schedule was recorded of other inputs.</exception>
    /// <exception cref="IOException">A schedule cannot be written.</exception>
    public static async Task<ServiceCameras> OpenAsync(
        ServiceConfiguration configuration, PipelineOptions options, NetworkSet networks, Publisher? publisher, IReadOnlyList<IWorldSink> sinks,
        Func<string, string?> schedulePath, NetworkGuards guards, CameraSharing? sharing, TimeProvider time, CancellationToken stop)
    {
        ServiceCameras opened = new();
        try
        {
            await opened.OpenSourcesAsync(configuration.Cameras, new UtcCaptureClock(time), stop).ConfigureAwait(false);

            RigPipeline? rig = null;
            if (configuration.Rig is { } rigOptions)
            {
                IEnumerable<SourceDescription> cameras = configuration.RigCameras.Select(id => opened._sources.First(source => source.Description.Id == id).Description);
                rigOptions.Schedule?.CheckInputs(cameras, options.ImageMotion is not null);
                ScheduleWriter? schedule = opened.Record(schedulePath(rigOptions.Id), path => new ScheduleWriter(path, rigOptions.Id, cameras, networks, options.ImageMotion is not null, time));
                RigScheduleRecorder? recorder = schedule is null ? null : new RigScheduleRecorder(schedule, configuration.RigCameras.Count);
                rig = new RigPipeline(rigOptions with { Recorder = recorder }, configuration.RigCameras.Count, time);
                opened._rigs.Add(rig);
            }

            foreach ((CameraConfiguration camera, IFrameSource source) in configuration.Cameras.Zip(opened._sources))
            {
                int place = configuration.RigCameras.ToList().IndexOf(camera.Id);
                RigSeat? seat = place < 0 ? null : rig!.Seats[place];
                PipelineOptions own = options with { CapturePolicy = camera.Delivery ?? options.CapturePolicy };
                if (seat is not null)
                {
                    own = own with { Recorder = rig!.Options.Recorder?.Cameras[place], Schedule = rig.Options.Schedule?.Cameras[place] };
                }
                else if (opened.Record(schedulePath(camera.Id), path => new ScheduleWriter(path, source.Description, camera.Loop, networks, options.ImageMotion is not null, time)) is { } schedule)
                {
                    own = own with { Recorder = new ScheduleRecorder(schedule) };
                }

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

    /// <summary>Ends the schedules; after the run.</summary>
    /// <returns>Why one is not whole, as one sentence; null where all are.</returns>
    public string? EndRecording()
    {
        _schedules.ForEach(schedule => schedule.Dispose());
        return _schedules.Find(schedule => schedule.Fault is not null)?.Fault;
    }

    public void Dispose()
    {
        _rigs.ForEach(rig => rig.Dispose());
        _pipelines.ForEach(pipeline => pipeline.Dispose());
        _sources.ForEach(source => source.Dispose());
        _schedules.ForEach(schedule => schedule.Dispose());
    }

    private async Task OpenSourcesAsync(IReadOnlyList<CameraConfiguration> cameras, UtcCaptureClock clock, CancellationToken stop)
    {
        Task<IFrameSource>[] opening = [.. cameras.Select(camera => Task.Run(() => CameraOpener.Open(camera, clock, stop), CancellationToken.None))];
        Task<IFrameSource[]> all = Task.WhenAll(opening);

        // A slow disk may hold an opening up for longer than who stops the program waits.
        await ((Task)all).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompleted)
        {
            Array.ForEach(opening, one => _ = CloseAsync(one));
            throw new OperationCanceledException(stop);
        }

        // Where one could not be opened, the others are closed with this.
        _sources.AddRange(opening.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result));
        _ = await all.ConfigureAwait(false);
    }

    /// <summary>Closes what is opened when nobody waits for it any more.</summary>
    private static async Task CloseAsync(Task<IFrameSource> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            (await opening.ConfigureAwait(false)).Dispose();
        }
    }

    private ScheduleWriter? Record(string? path, Func<string, ScheduleWriter> create)
    {
        if (path is null)
        {
            return null;
        }

        ScheduleWriter schedule = create(path);
        _schedules.Add(schedule);
        return schedule;
    }
}
