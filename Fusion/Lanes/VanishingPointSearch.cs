namespace Fusion.Lanes;

/// <summary>
/// Finds heading and horizon from one frame's paint: the direction in which most segments, prolonged, meet.
/// </summary>
internal sealed class VanishingPointSearch(LaneTrackerOptions options, LaneGeometry geometry)
{
    /// <summary>Rows that a segment needs for its direction to mean something.</summary>
    private const int MinRows = 5;

    /// <summary>The longest segments take part; pairs of them are tried.</summary>
    private const int MaxSegments = 24;

    private readonly int[] _chosen = new int[MaxSegments];
    private int _count;

    public double Heading { get; private set; }

    public double Horizon { get; private set; }

    /// <summary>Standard deviations of the result.</summary>
    public double HeadingSigma { get; private set; }

    /// <inheritdoc cref="HeadingSigma"/>
    public double HorizonSigma { get; private set; }

    /// <summary>Searches about a prior.</summary>
    /// <param name="segments">The frame's segments.</param>
    /// <param name="meanHorizon">The horizon that is expected.</param>
    /// <param name="horizonSigma">How well it is known.</param>
    /// <param name="pixelP">Width of a mask pixel along p.</param>
    /// <returns>False where there is no segment to go by.</returns>
    public bool TryFind(ReadOnlySpan<PaintSegment> segments, double meanHorizon, double horizonSigma, double pixelP)
    {
        double headingSigma = geometry.IsMetric ? options.HeadingPrior : options.UncalibratedHeadingPrior;
        double rowVariance = pixelP * pixelP * options.PaintSigmaMaskPx * options.PaintSigmaMaskPx * options.CorrelatedRows;
        Choose(segments);
        if (_count == 0)
        {
            return false;
        }

        double best = Score(segments, 0, meanHorizon, meanHorizon, headingSigma, horizonSigma, rowVariance);
        (double heading, double horizon) = (0, meanHorizon);
        for (int i = 0; i < _count; i++)
        {
            ref readonly PaintSegment a = ref segments[_chosen[i]];
            Try(-a.At(meanHorizon), meanHorizon, segments);
            for (int j = 0; j < i; j++)
            {
                ref readonly PaintSegment b = ref segments[_chosen[j]];
                double turn = a.Slope - b.Slope;
                if (turn != 0)
                {
                    double q = a.MeanQ - ((a.MeanP - b.At(a.MeanQ)) / turn);
                    Try(-a.At(q), q, segments);
                }
            }
        }

        Refine(segments, heading, horizon, meanHorizon, headingSigma, horizonSigma, rowVariance);
        return true;

        void Try(double tryHeading, double tryHorizon, ReadOnlySpan<PaintSegment> all)
        {
            double score = Score(all, tryHeading, tryHorizon, meanHorizon, headingSigma, horizonSigma, rowVariance);
            if (score > best)
            {
                best = score;
                heading = tryHeading;
                horizon = tryHorizon;
            }
        }
    }

    private void Choose(ReadOnlySpan<PaintSegment> segments)
    {
        _count = 0;
        for (int s = 0; s < segments.Length; s++)
        {
            if (segments[s].Rows < MinRows || !(segments[s].Spread > 0))
            {
                continue;
            }

            if (_count < MaxSegments)
            {
                _chosen[_count++] = s;
                continue;
            }

            int least = 0;
            for (int i = 1; i < _count; i++)
            {
                least = segments[_chosen[i]].Rows < segments[_chosen[least]].Rows ? i : least;
            }

            if (segments[s].Rows > segments[_chosen[least]].Rows)
            {
                _chosen[least] = s;
            }
        }
    }

    /// <summary>Rows whose segments agree with a vanishing point, less what the prior holds against it.</summary>
    private double Score(
        ReadOnlySpan<PaintSegment> segments, double heading, double horizon, double meanHorizon, double headingSigma, double horizonSigma, double rowVariance)
    {
        double score = -Prior(heading, horizon - meanHorizon, headingSigma, horizonSigma);
        for (int i = 0; i < _count; i++)
        {
            ref readonly PaintSegment segment = ref segments[_chosen[i]];
            double miss = segment.At(horizon) + heading;
            double variance = segment.VarianceAt(horizon, rowVariance) + (options.OwnAngleSigma * options.OwnAngleSigma);
            score += segment.Weight * Math.Exp(-miss * miss / (2 * variance));
        }

        return score;
    }

    private static double Prior(double heading, double horizonOff, double headingSigma, double horizonSigma) =>
        ((heading * heading / (headingSigma * headingSigma)) + (horizonOff * horizonOff / (horizonSigma * horizonSigma))) / 2;

    /// <summary>Least squares for heading and horizon over the agreeing segments, with the prior.</summary>
    private void Refine(
        ReadOnlySpan<PaintSegment> segments, double heading, double horizon, double meanHorizon, double headingSigma, double horizonSigma, double rowVariance)
    {
        double hh = 1 / (headingSigma * headingSigma);
        double vv = 1 / (horizonSigma * horizonSigma);
        double hv = 0;
        double h = 0;
        double v = vv * meanHorizon;
        for (int i = 0; i < _count; i++)
        {
            ref readonly PaintSegment segment = ref segments[_chosen[i]];
            double miss = segment.At(horizon) + heading;
            double variance = segment.VarianceAt(horizon, rowVariance) + (options.OwnAngleSigma * options.OwnAngleSigma);
            double information = Math.Exp(-miss * miss / (2 * variance)) / variance;
            double slope = segment.Slope;
            double offset = segment.At(0);
            hh += information;
            hv += information * slope;
            vv += information * slope * slope;
            h -= information * offset;
            v -= information * slope * offset;
        }

        double determinant = (hh * vv) - (hv * hv);
        Heading = ((h * vv) - (v * hv)) / determinant;
        Horizon = ((v * hh) - (h * hv)) / determinant;
        HeadingSigma = Math.Sqrt(vv / determinant);
        HorizonSigma = Math.Sqrt(hh / determinant);
    }
}
