using Perception.Client;
using Perception.Pipeline;
using Perception.Schedules;
using Sensors.Frames;

namespace Perception.Rigs;

/// <summary>The frames of one instant on their way through the cameras' pipelines. Allocated once and reused; owned by its rig.</summary>
internal sealed class Instant(int cameras)
{
    private int _left;

    /// <summary>Counts the instants that were closed, from 0; one that was dropped keeps its number.</summary>
    public long Number { get; set; }

    /// <summary>Its place in the order of processing, from 0, contiguous.</summary>
    public long Sequence { get; set; }

    /// <summary>Capture time of its newest frame.</summary>
    public long CaptureTimeNs { get; set; }

    /// <summary>What a schedule that is followed says of it; null where none is.</summary>
    public ScheduledInstant? Scheduled { get; set; }

    /// <summary>By camera, until they are given to its pipeline; null where it gave none.</summary>
    public FrameLease?[] Frames { get; } = new FrameLease?[cameras];

    public ContributionState[] States { get; } = new ContributionState[cameras];

    /// <summary>By camera: whether its drive is over and its last frame was in this instant or before.</summary>
    public bool[] IsDriveOver { get; } = new bool[cameras];

    /// <summary>By camera, once its pipeline has finished with the frame.</summary>
    public FrameJob?[] Jobs { get; } = new FrameJob?[cameras];

    /// <summary>By camera: whether it gave a frame, and ended before that had come out.</summary>
    public bool[] IsLost { get; } = new bool[cameras];

    /// <summary>Counts its frames, before the first is given to a pipeline; giving them out counts as one more, so that it is not finished before that is.</summary>
    public void Begin()
    {
        Array.Clear(Jobs);
        Array.Clear(IsLost);
        _left = 1;
        foreach (FrameLease? frame in Frames)
        {
            _left += frame is not null ? 1 : 0;
        }
    }

    /// <summary>Moves a camera's frame out.</summary>
    public FrameLease? TakeFrame(int camera)
    {
        FrameLease? frame = Frames[camera];
        Frames[camera] = null;
        return frame;
    }

    /// <summary>All its frames were given out; called under the rig's lock.</summary>
    /// <returns>True where they are finished already.</returns>
    public bool EndAdmission() => --_left == 0;

    /// <summary>The rig's stage stands still with it and keeps its frames until <see cref="LetGo"/>; the instant itself is used no more.</summary>
    public void GiveUp(Exception failure)
    {
        foreach (FrameJob? job in Jobs)
        {
            job?.GiveUp(failure, PipelineStage.Publish);
        }
    }

    /// <summary>The stage that stood still with it needs its frames no more.</summary>
    public void LetGo()
    {
        foreach (FrameJob? job in Jobs)
        {
            job?.LetGo();
        }
    }

    /// <summary>Takes a camera's finished frame, or null where it will not come out; called under the rig's lock.</summary>
    /// <returns>True for the last one.</returns>
    public bool Finish(int camera, FrameJob? job)
    {
        Jobs[camera] = job;
        IsLost[camera] = job is null;
        States[camera] = job is null ? ContributionState.Missing : States[camera];
        return --_left == 0;
    }
}
