using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes the objects of the project's three-in-one network: boxes [1, N, 4] as x1, y1, x2, y2 in input pixels and scores
/// [1, N, C], already sigmoid.
/// </summary>
public sealed class TritaskDecoder : IObjectDecoder
{
    private const int BoxesOutput = 0;
    private const int ScoresOutput = 1;
    private const int BoxValues = 4;

    private readonly int _anchors;
    private readonly int _classCount;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's outputs are not those of this network.</exception>
    public TritaskDecoder(NetworkManifest manifest)
    {
        TensorContract boxes = DecoderContract.Output(manifest, "tritask", BoxesOutput, 1, DecoderContract.Any, BoxValues);
        _anchors = boxes.Shape[1];
        TensorContract scores = DecoderContract.Output(manifest, "tritask", ScoresOutput, 1, _anchors, DecoderContract.Any);
        _classCount = scores.Shape[2];
        _classes = new ClassTable(manifest, _classCount);
        _nms = new Nms(_anchors, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, BoxesOutput);
        FiniteCheck.Require(binding, ScoresOutput);
        ReadOnlySpan<float> boxes = binding.Output(BoxesOutput);
        ReadOnlySpan<float> scores = binding.Output(ScoresOutput);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        for (int anchor = 0; anchor < _anchors; anchor++)
        {
            ReadOnlySpan<float> row = scores.Slice(anchor * _classCount, _classCount);
            int best = ScoreMath.IndexOfMax(row);
            if (_classes.TryAccept(best, row[best], out ObjectClass objectClass))
            {
                ReadOnlySpan<float> corners = boxes.Slice(anchor * BoxValues, BoxValues);
                Box box = new(corners[0], corners[1], corners[2], corners[3]);
                _nms.Add(new Detection(objectClass, row[best], letterbox.ToSource(box)));
            }
        }

        return _nms.Suppress(letterbox, detections);
    }
}
