using System.Numerics.Tensors;
using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>
/// Decodes one output [1, C, H, W] of class probabilities for each pixel, such as road, curb and mark.
/// </summary>
/// <remarks>
/// The manifest's parameters <c>drivable</c> and <c>laneLines</c> list the classes that make up each mask; their
/// probabilities add up. With <c>logits: [1]</c> the output is taken through a softmax first. A list that is absent makes a
/// mask that is not present.
/// </remarks>
public sealed class ClassMaskDecoder : IMaskDecoder
{
    private readonly int _classCount;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _isLogits;
    private readonly int[] _drivable;
    private readonly int[] _laneLines;
    private readonly float[] _sum;
    private readonly float[] _all;
    private readonly float[] _chosen;
    private readonly float[] _exponential;

    /// <exception cref="ManifestException">The manifest's output or parameters are not those of class masks.</exception>
    public ClassMaskDecoder(NetworkManifest manifest)
    {
        TensorContract output = DecoderContract.Output(manifest, "class-masks", 0, 1, DecoderContract.Any, DecoderContract.Any, DecoderContract.Any);
        _classCount = output.Shape[1];
        _height = output.Shape[2];
        _width = output.Shape[3];
        DecoderParameters parameters = new(manifest);
        _drivable = parameters.Wholes("drivable", 0, _classCount - 1, []);
        _laneLines = parameters.Wholes("laneLines", 0, _classCount - 1, []);
        _isLogits = parameters.Flag("logits");
        parameters.Finish();
        _sum = new float[_width];
        _all = new float[_width];
        _chosen = new float[_width];
        _exponential = new float[_width];
    }

    public SegmentationMask CreateMask(NetworkBinding binding)
    {
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        return new SegmentationMask(window.Width, window.Height);
    }

    public void Decode(NetworkBinding binding, SegmentationMask drivable, SegmentationMask laneLines)
    {
        FiniteCheck.Require(binding, 0);
        MaskWindow window = MaskWindow.For(binding.Letterbox, _width, _height);
        DecodeOne(binding, _drivable, window, drivable);
        DecodeOne(binding, _laneLines, window, laneLines);
    }

    private void DecodeOne(NetworkBinding binding, int[] classes, in MaskWindow window, SegmentationMask mask)
    {
        window.Place(binding.Letterbox, mask);
        mask.IsPresent = classes.Length > 0;
        ReadOnlySpan<float> values = binding.Output(0);
        for (int y = 0; mask.IsPresent && y < window.Height; y++)
        {
            int start = ((window.Row + y) * _width) + window.Column;
            Span<float> sum = _sum.AsSpan(0, window.Width);
            Sum(values, classes, start, sum);
            MaskMath.ToBytes(sum, mask.Probability.AsSpan(y * window.Width, window.Width));
        }
    }

    private void Sum(ReadOnlySpan<float> values, int[] classes, int start, Span<float> sum)
    {
        int plane = _width * _height;
        Span<float> all = _all.AsSpan(0, sum.Length);
        Span<float> exponential = _exponential.AsSpan(0, sum.Length);
        sum.Clear();
        if (!_isLogits)
        {
            foreach (int id in classes)
            {
                TensorPrimitives.Add(sum, values.Slice((id * plane) + start, sum.Length), sum);
            }

            return;
        }

        // The largest logit is taken off first, so that no exponential overflows.
        Span<float> largest = sum;
        values.Slice(start, sum.Length).CopyTo(largest);
        for (int id = 1; id < _classCount; id++)
        {
            TensorPrimitives.Max(largest, values.Slice((id * plane) + start, sum.Length), largest);
        }

        SoftmaxShare(values, classes, start, largest, all, exponential);
    }

    private void SoftmaxShare(ReadOnlySpan<float> values, int[] classes, int start, Span<float> largestThenShare, Span<float> all, Span<float> exponential)
    {
        int plane = _width * _height;
        Span<float> chosen = _chosen.AsSpan(0, largestThenShare.Length);
        all.Clear();
        chosen.Clear();
        for (int id = 0; id < _classCount; id++)
        {
            TensorPrimitives.Subtract(values.Slice((id * plane) + start, all.Length), largestThenShare, exponential);
            TensorPrimitives.Exp(exponential, exponential);
            TensorPrimitives.Add(all, exponential, all);
            if (classes.AsSpan().Contains(id))
            {
                TensorPrimitives.Add(chosen, exponential, chosen);
            }
        }

        TensorPrimitives.Divide(chosen, all, largestThenShare);
    }
}
