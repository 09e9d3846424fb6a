using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes detection transformers with their post-processing in the graph (DEIMv2, RT-DETR): labels int64 [1, Q], boxes
/// [1, Q, 4] as x1, y1, x2, y2 and scores [1, Q].
/// </summary>
/// <remarks>
/// The boxes are in pixels of the size that the second input names; the manifest sets it to the input's own width and
/// height. Queries may repeat an object, so that suppression still helps.
/// Source: Zhao et al., RT-DETR, 2023; Huang et al., DEIMv2, 2025.
/// </remarks>
public sealed class QueryDecoder : IObjectDecoder
{
    private const int LabelsOutput = 0;
    private const int BoxesOutput = 1;
    private const int ScoresOutput = 2;
    private const int BoxValues = 4;

    private readonly int _queries;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's outputs are not labels, boxes and scores.</exception>
    public QueryDecoder(NetworkManifest manifest)
    {
        _queries = DecoderContract.Output(manifest, "queries", LabelsOutput, TensorKind.Int64, 1, DecoderContract.Any).Shape[1];
        _ = DecoderContract.Output(manifest, "queries", BoxesOutput, 1, _queries, BoxValues);
        _ = DecoderContract.Output(manifest, "queries", ScoresOutput, 1, _queries);

        // The labels are an output, not a dimension: the manifest alone says how many there are.
        _classes = new ClassTable(manifest, manifest.Classes.Keys.Max() + 1);
        _nms = new Nms(_queries, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, BoxesOutput);
        FiniteCheck.Require(binding, ScoresOutput);
        ReadOnlySpan<long> labels = binding.OutputInt64(LabelsOutput);
        ReadOnlySpan<float> boxes = binding.Output(BoxesOutput);
        ReadOnlySpan<float> scores = binding.Output(ScoresOutput);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        for (int i = 0; i < _queries; i++)
        {
            if (_classes.TryAccept(labels[i], scores[i], out ObjectClass objectClass))
            {
                ReadOnlySpan<float> corners = boxes.Slice(i * BoxValues, BoxValues);
                Box box = new(corners[0], corners[1], corners[2], corners[3]);
                _nms.Add(new Detection(objectClass, scores[i], letterbox.ToSource(box)));
            }
        }

        return _nms.Suppress(letterbox, detections);
    }
}
