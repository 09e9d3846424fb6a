using Fusion.World;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>
/// The processor time that each stage takes for a frame where one thread does everything in turn and nothing runs beside it.
/// </summary>
/// <remarks>
/// Processor time of the whole process, so that the threads of the video decoder and of the socket are counted as well. What a stage
/// leaves to such threads may be counted with the stage that follows; the sum is right.
/// </remarks>
internal sealed class StageCosts
{
    private readonly double[] _seconds = new double[StageTimes.StageCount];
    private TimeSpan _before;
    private int _frames;

    /// <summary>Seconds of processor time a frame, every stage together.</summary>
    public double SecondsPerFrame => _seconds.Sum() / _frames;

    /// <summary>Milliseconds of processor time a frame, by the stage's name.</summary>
    public IReadOnlyDictionary<string, double> MsPerFrame =>
        Enum.GetValues<PipelineStage>().ToDictionary(stage => stage.ToString(), stage => _seconds[(int)stage] * 1000 / _frames);

    /// <summary>Measures over a drive.</summary>
    /// <param name="source">Read to its end.</param>
    /// <param name="networks">With one thread each.</param>
    /// <param name="publisher">Where the messages go.</param>
    /// <param name="warmUpFrames">Frames that are not counted.</param>
    /// <param name="time">The clock.</param>
    public static StageCosts Measure(IFrameSource source, NetworkSet networks, Publisher publisher, int warmUpFrames, TimeProvider time)
    {
        StageCosts costs = new();
        PipelineMonitor monitor = new(time);
        DecodeStage decode = new(networks);
        FuseStage fuse = new(new WorldFusionOptions(), source.Description, networks);
        PublishStage publish = new(publisher, monitor);
        using FramePool frames = new(capacity: 1);
        using FrameJob job = new(networks, source.Description, decode, new PipelineOptions().MaxDetections);
        for (int frame = 0; frames.TryRent(out FrameLease? lease); frame++)
        {
            if (frame == warmUpFrames)
            {
                costs.Begin();
            }

            FrameRead read = source.Read(lease!.Image, CancellationToken.None);
            if (read.Status != FrameReadStatus.Frame)
            {
                lease.Dispose();
                break;
            }

            costs.Charge(PipelineStage.Capture);
            lease.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, time.GetTimestamp());
            job.Begin(lease, frame);
            foreach (NetworkBinding binding in job.Bindings)
            {
                binding.Preprocess(lease.Image);
            }

            costs.Charge(PipelineStage.Letterbox);
            foreach (NetworkBinding binding in job.Bindings)
            {
                binding.Network.Run(binding);
                costs.Charge(binding.Network == networks.Objects ? PipelineStage.Detect : PipelineStage.Segment);
            }

            decode.Process(job);
            costs.Charge(PipelineStage.Decode);
            fuse.Process(job);
            costs.Charge(PipelineStage.Fuse);
            publish.Process(job);
            costs.Charge(PipelineStage.Publish);
            job.End();
            costs._frames++;
        }

        return costs;
    }

    private void Begin()
    {
        Array.Clear(_seconds);
        _frames = 0;
        _before = Environment.CpuUsage.TotalTime;
    }

    private void Charge(PipelineStage stage)
    {
        TimeSpan now = Environment.CpuUsage.TotalTime;
        _seconds[(int)stage] += (now - _before).TotalSeconds;
        _before = now;
    }
}
