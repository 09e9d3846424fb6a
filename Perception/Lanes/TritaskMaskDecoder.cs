using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>Decodes the masks of the project's three-in-one network: output 2, [1, 2, H, W], probabilities of drivable area and lane lines.</summary>
public sealed class TritaskMaskDecoder : IMaskDecoder
{
    private const int MasksOutput = 2;

    private readonly int _width;
    private readonly int _height;

    /// <exception cref="ManifestException">The manifest's outputs are not those of this network.</exception>
    public TritaskMaskDecoder(NetworkManifest manifest)
    {
        TensorContract masks = DecoderContract.Output(manifest, "tritask", MasksOutput, 1, 2, DecoderContract.Any, DecoderContract.Any);
        _height = masks.Shape[2];
        _width = masks.Shape[3];
    }

    public SegmentationMask CreateMask(NetworkBinding binding)
    {
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        return new SegmentationMask(window.Width, window.Height);
    }

    public void Decode(NetworkBinding binding, SegmentationMask drivable, SegmentationMask laneLines)
    {
        FiniteCheck.Require(binding, MasksOutput);
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        DecodeOne(binding, 0, window, drivable);
        DecodeOne(binding, 1, window, laneLines);
    }

    private static void DecodeOne(NetworkBinding binding, int channel, in MaskWindow window, SegmentationMask mask)
    {
        window.Place(binding.Letterbox, mask);
        int plane = window.FullWidth * window.FullHeight;
        ReadOnlySpan<float> values = binding.Output(MasksOutput).Slice(channel * plane, plane);
        for (int y = 0; y < window.Height; y++)
        {
            ReadOnlySpan<float> row = values.Slice(((window.Row + y) * window.FullWidth) + window.Column, window.Width);
            MaskMath.ToBytes(row, mask.Probability.AsSpan(y * window.Width, window.Width));
        }
    }
}
