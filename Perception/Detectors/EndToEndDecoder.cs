using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes end-to-end exports (YOLOv10, YOLO26): one output [1, N, 6] of x1, y1, x2, y2 in input pixels, score and class id.
/// </summary>
/// <remarks>
/// The network has suppressed duplicates itself; the manifest's <c>nmsIou</c> of 1 leaves its answer as it is.
/// Source: Wang et al., YOLOv10, 2024, and the exports' documented output layout.
/// </remarks>
public sealed class EndToEndDecoder : IObjectDecoder
{
    private const int RowLength = 6;
    private const int ScoreIndex = 4;
    private const int ClassIndex = 5;

    private readonly int _rows;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's output is not [1, N, 6].</exception>
    public EndToEndDecoder(NetworkManifest manifest)
    {
        _rows = DecoderContract.Output(manifest, "end-to-end", 0, 1, DecoderContract.Any, RowLength).Shape[1];
        _classes = new ClassTable(manifest, manifest.Classes.Keys.Max() + 1);
        _nms = new Nms(_rows, manifest.NmsIou);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, 0);
        ReadOnlySpan<float> output = binding.Output(0);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        for (int i = 0; i < _rows; i++)
        {
            ReadOnlySpan<float> row = output.Slice(i * RowLength, RowLength);
            if (_classes.TryAccept((long)row[ClassIndex], row[ScoreIndex], out ObjectClass objectClass))
            {
                Box box = new(row[0], row[1], row[2], row[3]);
                _nms.Add(new Detection(objectClass, row[ScoreIndex], letterbox.ToSource(box)));
            }
        }

        return _nms.Suppress(letterbox, detections);
    }
}
