using Fusion.Lanes;
using Perception.Detectors;
using Perception.Inference;
using Perception.Lanes;

namespace Perception.Pipeline;

/// <summary>Network outputs to detections (after NMS) and masks, in source image pixels.</summary>
public sealed class DecodeStage
{
    private readonly IObjectDecoder _objects;
    private readonly IMaskDecoder _masks;
    private readonly int _lanesIndex;

    public DecodeStage(NetworkSet networks)
    {
        _objects = DecoderRegistry.Standard.CreateObjectDecoder(networks.Objects)!;
        _masks = DecoderRegistry.Standard.CreateMaskDecoder(networks.Lanes)!;
        _lanesIndex = networks.Distinct.Count - 1;
    }

    /// <summary>A mask of the size that the lane network gives.</summary>
    /// <param name="bindings">A job's, in the order of <see cref="NetworkSet.Distinct"/>.</param>
    public SegmentationMask CreateMask(ReadOnlySpan<NetworkBinding> bindings) => _masks.CreateMask(bindings[_lanesIndex]);

    public void Process(FrameJob job)
    {
        job.DetectionCount = _objects.Decode(job.Bindings[0], job.Detections);
        _masks.Decode(job.Bindings[_lanesIndex], job.Drivable, job.LaneLines);
    }
}
