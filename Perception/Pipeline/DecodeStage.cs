using Fusion.Lanes;
using Perception.Detectors;
using Perception.Inference;
using Perception.Lanes;

namespace Perception.Pipeline;

/// <summary>Network outputs to detections (after NMS), scored for the tracker, and masks, in source image pixels.</summary>
public sealed class DecodeStage
{
    private readonly IObjectDecoder?[] _objects;
    private readonly TrackingScores?[] _scores;
    private readonly IMaskDecoder?[] _masks;

    public DecodeStage(NetworkSet networks)
    {
        _objects = new IObjectDecoder?[networks.Slots.Count];
        _scores = new TrackingScores?[networks.Slots.Count];
        _masks = new IMaskDecoder?[networks.Slots.Count];
        foreach (LoadPlan plan in networks.Plans)
        {
            Network objects = networks.Slots[plan.Objects].Network;
            _objects[plan.Objects] ??= DecoderRegistry.Standard.CreateObjectDecoder(objects)!;
            _scores[plan.Objects] ??= new TrackingScores(objects.Manifest);
            _masks[plan.Lanes] ??= DecoderRegistry.Standard.CreateMaskDecoder(networks.Slots[plan.Lanes].Network)!;
        }
    }

    /// <summary>For each slot that gives masks one of its size, else null.</summary>
    /// <param name="bindings">A job's, in the order of <see cref="NetworkSet.Slots"/>.</param>
    public SegmentationMask?[] CreateMasks(ReadOnlySpan<NetworkBinding> bindings)
    {
        SegmentationMask?[] masks = new SegmentationMask?[bindings.Length];
        for (int i = 0; i < masks.Length; i++)
        {
            masks[i] = _masks[i]?.CreateMask(bindings[i]);
        }

        return masks;
    }

    /// <exception cref="InferenceException">A network's answer cannot be used; the job knows whose.</exception>
    public void Process(FrameJob job)
    {
        LoadPlan plan = job.Plan;
        int slot = plan.Objects;
        try
        {
            job.DetectionCount = _objects[slot]!.Decode(job.Bindings[slot], job.Detections);
            _scores[slot]!.Apply(job.Detections.AsSpan(0, job.DetectionCount));
            if (job.RunsLanes)
            {
                slot = plan.Lanes;
                _masks[slot]!.Decode(job.Bindings[slot], job.Drivable, job.LaneLines);
            }
        }
        catch (InferenceException failure)
        {
            // Whose answer it was: a network that fails on every frame of its own is told from one that does not run on all.
            job.Fail(failure, PipelineStage.Decode, slot);
            throw;
        }
    }
}
