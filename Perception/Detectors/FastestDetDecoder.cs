using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Decodes FastestDet: one output [1, 5 + C, H, W] with, for each cell, objectness, four box values and C class scores.
/// </summary>
/// <remarks>
/// score = objectness^0.6 · class^0.4; centre = (cell + tanh(p)) / grid and size = sigmoid(p), as shares of the input.
/// Source: the FastestDet project's own post-processing.
/// </remarks>
public sealed class FastestDetDecoder : IObjectDecoder
{
    private const int BoxChannel = 1;
    private const int ClassChannel = 5;
    private const float ObjectnessPower = 0.6f;
    private const float ClassPower = 0.4f;

    private readonly ImageInput _input;
    private readonly int _columns;
    private readonly int _cells;
    private readonly int _classCount;
    private readonly float _leastObjectness;
    private readonly ClassTable _classes;
    private readonly Nms _nms;

    /// <exception cref="ManifestException">The manifest's outputs are not those of FastestDet.</exception>
    public FastestDetDecoder(NetworkManifest manifest)
    {
        TensorContract output = DecoderContract.Output(manifest, "fastestdet", 0, 1, DecoderContract.Any, DecoderContract.Any, DecoderContract.Any);
        _input = manifest.Input;
        _columns = output.Shape[3];
        _cells = output.Shape[2] * output.Shape[3];
        _classCount = DecoderContract.ClassCount(manifest, output, dimension: 1, ClassChannel);
        _classes = new ClassTable(manifest, _classCount);
        _nms = new Nms(_cells, manifest.NmsIou);

        // A class score is at most 1, so that a cell below this objectness cannot reach any threshold.
        _leastObjectness = MathF.Pow(_classes.Lowest, 1 / ObjectnessPower) * (1 - 1e-5f);
    }

    public int Decode(NetworkBinding binding, Span<Detection> detections)
    {
        FiniteCheck.Require(binding, 0);
        ReadOnlySpan<float> output = binding.Output(0);
        Letterbox letterbox = binding.Letterbox;
        _nms.Clear();
        for (int cell = 0; cell < _cells; cell++)
        {
            if (output[cell] >= _leastObjectness)
            {
                AddCandidate(output, cell, letterbox);
            }
        }

        return _nms.Suppress(letterbox, detections);
    }

    private static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));

    private void AddCandidate(ReadOnlySpan<float> output, int cell, in Letterbox letterbox)
    {
        int best = 0;
        float bestScore = float.NegativeInfinity;
        for (int id = 0; id < _classCount; id++)
        {
            float classScore = output[((ClassChannel + id) * _cells) + cell];
            if (classScore > bestScore)
            {
                (best, bestScore) = (id, classScore);
            }
        }

        float score = MathF.Pow(output[cell], ObjectnessPower) * MathF.Pow(bestScore, ClassPower);
        if (!_classes.TryAccept(best, score, out ObjectClass objectClass))
        {
            return;
        }

        float columnWidth = (float)_input.Width / _columns;
        float rowHeight = (float)_input.Height / (_cells / _columns);
        float centreX = ((cell % _columns) + MathF.Tanh(output[(BoxChannel * _cells) + cell])) * columnWidth;
        float centreY = ((cell / _columns) + MathF.Tanh(output[((BoxChannel + 1) * _cells) + cell])) * rowHeight;
        float halfWidth = Sigmoid(output[((BoxChannel + 2) * _cells) + cell]) * _input.Width / 2;
        float halfHeight = Sigmoid(output[((BoxChannel + 3) * _cells) + cell]) * _input.Height / 2;
        Box box = new(centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight);
        _nms.Add(new Detection(objectClass, score, letterbox.ToSource(box)));
    }
}
