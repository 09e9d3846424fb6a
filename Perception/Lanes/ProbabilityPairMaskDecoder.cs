using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>
/// Decodes YOLOP's two segmentation heads: outputs 1 and 2, [1, 2, H, W], drivable area and lane lines, each with the
/// sigmoid of background and foreground.
/// </summary>
/// <remarks>
/// YOLOP takes the larger of the two; their normalised share, foreground / (background + foreground), is above one half in
/// exactly those pixels. Source: Wu et al., YOLOP, 2021.
/// </remarks>
public sealed class ProbabilityPairMaskDecoder : IMaskDecoder
{
    private const int DrivableOutput = 1;
    private const int LaneLinesOutput = 2;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _share;

    /// <exception cref="ManifestException">The manifest's outputs are not those of YOLOP.</exception>
    public ProbabilityPairMaskDecoder(NetworkManifest manifest)
    {
        TensorContract drivable = DecoderContract.Output(manifest, manifest.Decoder, DrivableOutput, 1, 2, DecoderContract.Any, DecoderContract.Any);
        _height = drivable.Shape[2];
        _width = drivable.Shape[3];
        _ = DecoderContract.Output(manifest, manifest.Decoder, LaneLinesOutput, 1, 2, _height, _width);
        _share = new float[_width];
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

    private void DecodeOne(NetworkBinding binding, int output, in MaskWindow window, SegmentationMask mask)
    {
        FiniteCheck.Require(binding, output);
        window.Place(binding.Letterbox, mask);
        ReadOnlySpan<float> values = binding.Output(output);
        int plane = window.FullWidth * window.FullHeight;
        for (int y = 0; y < window.Height; y++)
        {
            int start = ((window.Row + y) * window.FullWidth) + window.Column;
            for (int x = 0; x < window.Width; x++)
            {
                float background = values[start + x];
                float foreground = values[plane + start + x];
                float sum = background + foreground;
                _share[x] = sum > 0 ? foreground / sum : 0;
            }

            MaskMath.ToBytes(_share.AsSpan(0, window.Width), mask.Probability.AsSpan(y * window.Width, window.Width));
        }
    }
}
