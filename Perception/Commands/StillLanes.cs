using Fusion.Lanes;
using OpenCvSharp;
using Perception.Inference;
using Perception.Lanes;
using Sensors.Calibration;

namespace Perception.Commands;

/// <summary>Finds lane lines in a single image, as far as a network and the lane tracker see them without a history.</summary>
internal static class StillLanes
{
    // The tracker believes a line only after it was seen for a while: the still image is shown to it for a second.
    private const int Repeats = 25;
    private const long StepNs = 40_000_000;

    /// <returns>Points along each line, source pixels; null where the network gives no lane lines.</returns>
    public static IReadOnlyList<IReadOnlyList<Pixel>>? Find(Network network, Mat image)
    {
        using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);
        binding.Preprocess(image);
        network.Run(binding);
        if (DecoderRegistry.Standard.CreateCurveDecoder(network) is ILaneCurveDecoder curveDecoder)
        {
            LaneCurveSet curves = curveDecoder.CreateCurves();
            curveDecoder.Decode(binding, curves);
            return [.. curves.Curves.ToArray().Select(curve => curve.Points.ToArray())];
        }

        IMaskDecoder maskDecoder = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        SegmentationMask drivable = maskDecoder.CreateMask(binding);
        SegmentationMask lines = maskDecoder.CreateMask(binding);
        maskDecoder.Decode(binding, drivable, lines);
        if (!lines.IsPresent)
        {
            return null;
        }

        LaneTracker tracker = new(new LaneTrackerOptions(), calibration: null, image.Width, image.Height);
        for (int i = 0; i < Repeats; i++)
        {
            tracker.Update(i * StepNs, lines, drivable);
        }

        return [.. tracker.Scene.Lines.ToArray().Where(line => line.IsPresent).Select(line => line.ImagePoints.ToArray())];
    }
}
