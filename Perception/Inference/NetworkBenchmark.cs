using Fusion.Lanes;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Lanes;

namespace Perception.Inference;

/// <summary>Measures what a network costs on this machine: the bare run, and everything around it.</summary>
public static class NetworkBenchmark
{
    private const int MaxDetections = 256;
    private const long FrameStepNs = 40_000_000;

    /// <summary>Runs a network over and over on one image.</summary>
    /// <param name="network">The network.</param>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="warmUpRuns">Runs that are not counted.</param>
    /// <param name="runs">Runs that are counted.</param>
    /// <param name="time">The clock.</param>
    public static NetworkCost Measure(Network network, Mat image, int warmUpRuns, int runs, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);
        IObjectDecoder? objects = DecoderRegistry.Standard.CreateObjectDecoder(network);
        IMaskDecoder? masks = DecoderRegistry.Standard.CreateMaskDecoder(network);
        SegmentationMask? drivable = masks?.CreateMask(binding);
        SegmentationMask? laneLines = masks?.CreateMask(binding);
        LaneTracker? tracker = masks == null ? null : new LaneTracker(new LaneTrackerOptions(), calibration: null, image.Width, image.Height);
        Detection[] detections = new Detection[MaxDetections];
        TimeSpan[] preprocess = new TimeSpan[runs];
        TimeSpan[] bare = new TimeSpan[runs];
        TimeSpan[] decode = new TimeSpan[runs];
        TimeSpan[] lanes = new TimeSpan[runs];
        TimeSpan[] whole = new TimeSpan[runs];
        long allocated = 0;
        for (int run = -warmUpRuns; run < runs; run++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = time.GetTimestamp();
            binding.Preprocess(image);
            long preprocessed = time.GetTimestamp();
            network.Run(binding);
            long answered = time.GetTimestamp();
            objects?.Decode(binding, detections);
            masks?.Decode(binding, drivable!, laneLines!);
            long decoded = time.GetTimestamp();
            tracker?.Update((run + warmUpRuns) * FrameStepNs, laneLines!, drivable!);
            long traced = time.GetTimestamp();
            if (run >= 0)
            {
                preprocess[run] = time.GetElapsedTime(start, preprocessed);
                bare[run] = time.GetElapsedTime(preprocessed, answered);
                decode[run] = time.GetElapsedTime(answered, decoded);
                lanes[run] = time.GetElapsedTime(decoded, traced);
                whole[run] = time.GetElapsedTime(start, traced);
                allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }

        return new NetworkCost(
            DurationSummary.Of(preprocess), DurationSummary.Of(bare), DurationSummary.Of(decode), DurationSummary.Of(lanes), DurationSummary.Of(whole), allocated / (double)runs);
    }
}
