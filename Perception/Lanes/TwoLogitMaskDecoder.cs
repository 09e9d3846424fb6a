using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>
/// Decodes two outputs [1, 2, H, W] of logits, drivable area and lane lines, each with background first (TwinLiteNet+).
/// </summary>
/// <remarks>Source: Che et al., TwinLiteNetPlus, 2024.</remarks>
public sealed class TwoLogitMaskDecoder : IMaskDecoder
{
    private const int DrivableOutput = 0;
    private const int LaneLinesOutput = 1;

    private readonly int _width;
    private readonly int _height;

    /// <exception cref="ManifestException">The manifest's outputs are not two masks of two logits.</exception>
    public TwoLogitMaskDecoder(NetworkManifest manifest)
    {
        TensorContract drivable = DecoderContract.Output(manifest, "two-logit-masks", DrivableOutput, 1, 2, DecoderContract.Any, DecoderContract.Any);
        _height = drivable.Shape[2];
        _width = drivable.Shape[3];
        _ = DecoderContract.Output(manifest, "two-logit-masks", LaneLinesOutput, 1, 2, _height, _width);
    }

    public SegmentationMask CreateMask(NetworkBinding binding)
    {
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        return new SegmentationMask(window.Width, window.Height);
    }

    public void Decode(NetworkBinding binding, SegmentationMask drivable, SegmentationMask laneLines)
    {
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        DecodeOne(binding, DrivableOutput, window, drivable);
        DecodeOne(binding, LaneLinesOutput, window, laneLines);
    }

    private static void DecodeOne(NetworkBinding binding, int output, in MaskWindow window, SegmentationMask mask)
    {
        FiniteCheck.Require(binding, output);
        window.Place(binding.Letterbox, mask);
        ReadOnlySpan<float> logits = binding.Output(output);
        int plane = window.FullWidth * window.FullHeight;
        for (int y = 0; y < window.Height; y++)
        {
            int start = ((window.Row + y) * window.FullWidth) + window.Column;
            MaskMath.SoftmaxOfTwo(
                logits.Slice(start, window.Width),
                logits.Slice(plane + start, window.Width),
                mask.Probability.AsSpan(y * window.Width, window.Width));
        }
    }
}
