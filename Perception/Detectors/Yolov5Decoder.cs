using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes YOLOv5 and the detection head of YOLOP: output 0, [1, N, 5 + C] of centre x, centre y, width, height in input
/// pixels, objectness and class scores, all already sigmoid.
/// </summary>
/// <remarks>score = objectness · class score. Source: the YOLOv5 and YOLOP projects' own post-processing.</remarks>
public sealed class Yolov5Decoder : IObjectDecoder
{
    private const int BoxValues = 5;
    private const int ObjectnessIndex = 4;

    private readonly int _anchors;
    private readonly int _rowLength;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's first output is not that of YOLOv5.</exception>
    public Yolov5Decoder(NetworkManifest manifest)
    {
        TensorContract output = DecoderContract.Output(manifest, manifest.Decoder, 0, 1, DecoderContract.Any, DecoderContract.Any);
        _anchors = output.Shape[1];
        _rowLength = output.Shape[2];
        _classes = new ClassTable(manifest, DecoderContract.ClassCount(manifest, output, dimension: 2, BoxValues));
        _nms = new Nms(_anchors, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, 0);
        ReadOnlySpan<float> output = binding.Output(0);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        for (int anchor = 0; anchor < _anchors; anchor++)
        {
            ReadOnlySpan<float> row = output.Slice(anchor * _rowLength, _rowLength);
            if (row[ObjectnessIndex] < _classes.Lowest)
            {
                continue;
            }

            int best = ScoreMath.IndexOfMax(row[BoxValues..]);
            float score = row[ObjectnessIndex] * row[BoxValues + best];
            if (_classes.TryAccept(best, score, out ObjectClass objectClass))
            {
                Box box = new(row[0] - (row[2] / 2), row[1] - (row[3] / 2), row[0] + (row[2] / 2), row[1] + (row[3] / 2));
                _nms.Add(new Detection(objectClass, score, letterbox.ToSource(box)));
            }
        }

        return _nms.Suppress(letterbox, detections);
    }
}
