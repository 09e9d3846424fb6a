using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes YOLOv8 and YOLO11: one output [1, 4 + C, N] of centre x, centre y, width, height in input pixels and C class
/// scores, already sigmoid; there is no objectness.
/// </summary>
/// <remarks>Source: the Ultralytics exports' documented output layout.</remarks>
public sealed class Yolov8Decoder : IObjectDecoder
{
    private const int BoxRows = 4;

    private readonly int _anchors;
    private readonly int _classCount;
    private readonly float[] _bestScore;
    private readonly int[] _bestClass;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's output is not that of YOLOv8.</exception>
    public Yolov8Decoder(NetworkManifest manifest)
    {
        TensorContract output = DecoderContract.Output(manifest, "yolov8", 0, 1, DecoderContract.Any, DecoderContract.Any);
        _anchors = output.Shape[2];
        _classCount = DecoderContract.ClassCount(manifest, output, dimension: 1, BoxRows);
        _bestScore = new float[_anchors];
        _bestClass = new int[_anchors];
        _classes = new ClassTable(manifest, _classCount);
        _nms = new Nms(_anchors, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, 0);
        ReadOnlySpan<float> output = binding.Output(0);
        Letterbox letterbox = binding.Letterbox;
        FindBestClasses(output);
        _nms.Clear();
        for (int anchor = 0; anchor < _anchors; anchor++)
        {
            if (_classes.TryAccept(_bestClass[anchor], _bestScore[anchor], out ObjectClass objectClass))
            {
                float centreX = output[anchor];
                float centreY = output[_anchors + anchor];
                float halfWidth = output[(2 * _anchors) + anchor] / 2;
                float halfHeight = output[(3 * _anchors) + anchor] / 2;
                Box box = new(centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight);
                _nms.Add(new Detection(objectClass, _bestScore[anchor], letterbox.ToSource(box)));
            }
        }

        return _nms.Suppress(letterbox, detections);
    }

    // Class by class along the anchors, as they lie in memory; of equal scores the first class stays.
    private void FindBestClasses(ReadOnlySpan<float> output)
    {
        output.Slice(BoxRows * _anchors, _anchors).CopyTo(_bestScore);
        Array.Clear(_bestClass);
        for (int id = 1; id < _classCount; id++)
        {
            ReadOnlySpan<float> scores = output.Slice((BoxRows + id) * _anchors, _anchors);
            ref float score = ref MemoryMarshal.GetReference(scores);
            int i = 0;
            for (; Vector256.IsHardwareAccelerated && i <= _anchors - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> candidate = Vector256.LoadUnsafe(ref score, (nuint)i);
                Vector256<float> best = Vector256.LoadUnsafe(ref _bestScore[i]);
                Vector256<int> bestClass = Vector256.LoadUnsafe(ref _bestClass[i]);
                Vector256<float> better = Vector256.GreaterThan(candidate, best);
                Vector256.ConditionalSelect(better, candidate, best).StoreUnsafe(ref _bestScore[i]);
                Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(id), bestClass).StoreUnsafe(ref _bestClass[i]);
            }

            for (; i < _anchors; i++)
            {
                if (scores[i] > _bestScore[i])
                {
                    (_bestScore[i], _bestClass[i]) = (scores[i], id);
                }
            }
        }
    }
}
