using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes YOLOX: one output [1, N, 5 + C] of box, objectness and class scores over strides 8, 16, 32.
/// </summary>
/// <remarks>
/// xy = (p + grid) · stride, wh = exp(p) · stride, score = objectness · class score, both already sigmoid.
/// Source: Ge et al., YOLOX, 2021, and its demo's post-processing.
/// </remarks>
public sealed class YoloxDecoder : IObjectDecoder
{
    private const int BoxValues = 5;
    private const int ObjectnessIndex = 4;
    private static readonly int[] Strides = [8, 16, 32];

    private readonly ImageInput _input;
    private readonly ClassTable _classes;
    private readonly Nms _nms;
    private readonly int _rowLength;

    /// <exception cref="ManifestException">The manifest's outputs are not those of YOLOX.</exception>
    public YoloxDecoder(NetworkManifest manifest)
    {
        _input = manifest.Input;
        int anchors = Strides.Sum(stride => (_input.Width / stride) * (_input.Height / stride));
        TensorContract output = DecoderContract.Output(manifest, "yolox", 0, 1, anchors, DecoderContract.Any);
        _rowLength = output.Shape[2];
        _classes = new ClassTable(manifest, DecoderContract.ClassCount(manifest, output, dimension: 2, BoxValues));
        _nms = new Nms(anchors, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, 0);
        ReadOnlySpan<float> output = binding.Output(0);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        int anchor = 0;
        foreach (int stride in Strides)
        {
            for (int gridY = 0; gridY < _input.Height / stride; gridY++)
            {
                for (int gridX = 0; gridX < _input.Width / stride; gridX++, anchor++)
                {
                    ReadOnlySpan<float> row = output.Slice(anchor * _rowLength, _rowLength);

                    // No class can score above the objectness: most anchors end here.
                    if (row[ObjectnessIndex] >= _classes.Lowest)
                    {
                        AddCandidate(row, gridX, gridY, stride, letterbox);
                    }
                }
            }
        }

        return _nms.Suppress(letterbox, detections);
    }

    private void AddCandidate(ReadOnlySpan<float> row, int gridX, int gridY, int stride, in Letterbox letterbox)
    {
        int best = ScoreMath.IndexOfMax(row[BoxValues..]);
        float score = row[ObjectnessIndex] * row[BoxValues + best];
        if (!_classes.TryAccept(best, score, out ObjectClass objectClass))
        {
            return;
        }

        float centreX = (row[0] + gridX) * stride;
        float centreY = (row[1] + gridY) * stride;
        float halfWidth = MathF.Exp(row[2]) * stride / 2;
        float halfHeight = MathF.Exp(row[3]) * stride / 2;
        Box box = new(centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight);
        _nms.Add(new Detection(objectClass, score, letterbox.ToSource(box)));
    }
}
