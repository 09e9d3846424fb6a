using Fusion.World;
using OpenCvSharp;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>
/// The processor time that each stage takes for a frame where one thread does everything in turn and nothing runs beside it.
/// </summary>
/// <remarks>
/// Processor time of the whole process, so that the threads of the video decoder and of the socket are counted as well. Such threads work
/// on beside the next stage, so the images are read by themselves, before the other stages.
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

    /// <summary>Measures over the first frames of a drive.</summary>
    /// <param name="source">At its first frame.</param>
    /// <param name="networks">With one thread each.</param>
    /// <param name="publisher">Where the messages go.</param>
    /// <param name="frames">How many frames; as many images are held at once.</param>
    /// <param name="warmUpFrames">How many of them are not counted.</param>
    /// <param name="time">The clock.</param>
    public static StageCosts Measure(IFrameSource source, NetworkSet networks, Publisher publisher, int frames, int warmUpFrames, TimeProvider time)
    {
        StageCosts costs = new();
        using FramePool pool = new(frames);
        Queue<FrameLease> images = costs.Read(source, pool, warmUpFrames, time);
        DecodeStage decode = new(networks);
        MotionStage motion = new(source.Description, new ImageMotionOptions());
        FuseStage fuse = new(new WorldFusionOptions(), source.Description, networks);
        PublishStage publish = new(publisher, new PipelineMonitor(time));
        using FrameJob job = new(networks, source.Description, decode, new PipelineOptions().MaxDetections);
        for (int frame = 0; images.TryDequeue(out FrameLease? image); frame++)
        {
            costs.BeginAt(frame == warmUpFrames, PipelineStage.Letterbox);
            job.Begin(image, frame);
            foreach (NetworkBinding binding in job.Bindings)
            {
                binding.Preprocess(image.Image);
            }

            costs.Charge(PipelineStage.Letterbox);
            foreach (NetworkBinding binding in job.Bindings)
            {
                binding.Network.Run(binding);
                costs.Charge(binding.Network == networks.Objects ? PipelineStage.Detect : PipelineStage.Segment);
            }

            motion.Process(job);
            costs.Charge(PipelineStage.Motion);

            decode.Process(job);
            costs.Charge(PipelineStage.Decode);
            fuse.Process(job);
            costs.Charge(PipelineStage.Fuse);
            publish.TryProcess(job);
            costs.Charge(PipelineStage.Publish);
            job.End();
        }

        return costs;
    }

    /// <summary>Reads as many images as the pool has.</summary>
    private Queue<FrameLease> Read(IFrameSource source, FramePool pool, int warmUpFrames, TimeProvider time)
    {
        Queue<FrameLease> images = new(pool.Capacity);
        foreach (FrameLease image in RentWritten(pool, source.Description))
        {
            BeginAt(images.Count == warmUpFrames, PipelineStage.Capture);
            FrameRead read = source.Read(image.Image, CancellationToken.None);
            if (read.Status != FrameReadStatus.Frame)
            {
                image.Dispose();
                continue;
            }

            Charge(PipelineStage.Capture);
            image.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, time.GetTimestamp());
            images.Enqueue(image);
        }

        _frames = images.Count - warmUpFrames;
        return images;
    }

    /// <summary>Every image of the pool, written once: memory that is new costs a page fault for every 4 kB, and a pipeline's images are used again and again.</summary>
    private static List<FrameLease> RentWritten(FramePool pool, SourceDescription source)
    {
        List<FrameLease> images = new(pool.Capacity);
        while (pool.TryRent(out FrameLease? image))
        {
            image!.Image.Create(source.Height, source.Width, MatType.CV_8UC3);
            image.Image.SetTo(Scalar.All(0));
            images.Add(image);
        }

        return images;
    }

    /// <summary>At the first frame that counts, leaves out what these stages did before it.</summary>
    private void BeginAt(bool isFirst, PipelineStage first)
    {
        if (isFirst)
        {
            _seconds.AsSpan((int)first).Clear();
            _before = Environment.CpuUsage.TotalTime;
        }
    }

    private void Charge(PipelineStage stage)
    {
        TimeSpan now = Environment.CpuUsage.TotalTime;
        _seconds[(int)stage] += (now - _before).TotalSeconds;
        _before = now;
    }
}
