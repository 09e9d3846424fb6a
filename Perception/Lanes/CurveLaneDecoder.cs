using Perception.Inference;
using Sensors.Calibration;

namespace Perception.Lanes;

/// <summary>
/// Decodes curve lanes (LSTR): logits [1, Q, 2], the second being a lane, and curves [1, Q, 8].
/// </summary>
/// <remarks>
/// A curve is its upper and lower end and six values: x(y) = k / (y − f)² + m / (y − f) + n + b1 · y − b2, all as shares of the
/// input's size. The curve values come in the order lower, upper, k, f, m, n, b1, b2. Parameter <c>points</c> (default 56): how
/// many points a line gets. Source: Liu et al., End-to-end Lane Shape Prediction with Transformers, 2021, equation 5.
/// </remarks>
public sealed class CurveLaneDecoder : ILaneCurveDecoder
{
    private const int LogitsOutput = 0;
    private const int CurvesOutput = 1;
    private const int CurveValues = 8;
    private const int MaxPoints = 1000;
    private const int DefaultPoints = 56;

    private readonly int _queries;
    private readonly int _points;

    /// <exception cref="ManifestException">The manifest's outputs are not those of LSTR.</exception>
    public CurveLaneDecoder(NetworkManifest manifest)
    {
        _queries = DecoderContract.Output(manifest, "curve-lanes", LogitsOutput, 1, DecoderContract.Any, 2).Shape[1];
        _ = DecoderContract.Output(manifest, "curve-lanes", CurvesOutput, 1, _queries, CurveValues);
        DecoderParameters parameters = new(manifest);
        _points = (int)parameters.One("points", 2, MaxPoints, DefaultPoints);
        parameters.Finish();
    }

    public LaneCurveSet CreateCurves() => new(_queries, _points);

    public void Decode(NetworkBinding binding, LaneCurveSet curves)
    {
        FiniteCheck.Require(binding, LogitsOutput);
        FiniteCheck.Require(binding, CurvesOutput);
        ReadOnlySpan<float> logits = binding.Output(LogitsOutput);
        ReadOnlySpan<float> values = binding.Output(CurvesOutput);
        curves.Clear();
        for (int query = 0; query < _queries; query++)
        {
            float margin = logits[(2 * query) + 1] - logits[2 * query];
            if (margin > 0)
            {
                LaneCurve curve = curves.Start(1 / (1 + MathF.Exp(-margin)));
                Trace(values.Slice(query * CurveValues, CurveValues), binding.Letterbox, curve);
                if (curve.Count < 2)
                {
                    curves.DropLast();
                }
            }
        }
    }

    private void Trace(ReadOnlySpan<float> values, in Letterbox letterbox, LaneCurve curve)
    {
        for (int i = 0; i < _points; i++)
        {
            double y = values[0] + ((values[1] - (double)values[0]) * i / (_points - 1));
            double distance = y - values[3];
            double x = (values[2] / (distance * distance)) + (values[4] / distance) + values[5] + (values[6] * y) - values[7];
            if (x is >= 0 and <= 1 && y is >= 0 and <= 1)
            {
                curve.Add(new Pixel(letterbox.ToSourceX(x * letterbox.InputWidth), letterbox.ToSourceY(y * letterbox.InputHeight)));
            }
        }
    }
}
