namespace Fusion.Lanes;

/// <summary>Gives each row's paint, but at crossings, to the line that it most likely belongs to, one run a row and line, and weighs it.</summary>
internal sealed class LaneMatcher(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter)
{
    private readonly int[] _taken = new int[RoadFilter.Slots];
    private readonly int[] _rows = new int[RoadFilter.Slots];
    private readonly double[] _miss = new double[RoadFilter.Slots];
    private readonly RoadCrossings _crossings = new(options, geometry, filter);

    /// <summary>Sets <see cref="PaintRun.Line"/> of every run.</summary>
    /// <param name="runs">Nearest row first.</param>
    /// <param name="pixelP">Width of a mask pixel along p.</param>
    /// <param name="widen">True for the first pass of a frame, whose gate allows for the prediction's error.</param>
    /// <param name="onlySlot">The only line to give paint to; −1 for all.</param>
    public void Assign(Span<PaintRun> runs, double pixelP, bool widen, int onlySlot = -1)
    {
        _taken.AsSpan().Fill(-1);
        _rows.AsSpan().Fill(-1);
        for (int i = 0; i < runs.Length; i++)
        {
            ref PaintRun run = ref runs[i];
            if (onlySlot >= 0 && run.Line >= 0 && run.Line != onlySlot)
            {
                continue;
            }

            run.Line = -1;
            if (!filter.TrySlope(run.Q, out double slope) || IsTooWide(run, slope, pixelP))
            {
                continue;
            }

            int best = Nearest(run, slope, pixelP, widen, onlySlot, out double miss);
            if (best < 0)
            {
                continue;
            }

            if (_rows[best] == run.Row)
            {
                if (_miss[best] <= miss)
                {
                    continue;
                }

                runs[_taken[best]].Line = -1;
            }

            _rows[best] = run.Row;
            _taken[best] = i;
            _miss[best] = miss;
            run.Line = best;
        }

        if (onlySlot < 0)
        {
            _crossings.Release(runs, pixelP);
        }
    }

    /// <summary>Gathers every given run into the filter's update.</summary>
    public void Gather(ReadOnlySpan<PaintRun> runs, double pixelP, int onlySlot = -1)
    {
        foreach (ref readonly PaintRun run in runs)
        {
            if (run.Line < 0 || (onlySlot >= 0 && run.Line != onlySlot) || !filter.TrySlope(run.Q, out double slope))
            {
                continue;
            }

            double variance = RowVariance(slope, pixelP);
            double miss = run.P - filter.P(run.Line, slope);
            double robust = 1 / (1 + (miss * miss / (variance * options.RobustScale * options.RobustScale)));
            filter.Gather(run.Line, run.P, run.Q, slope, robust * run.Weight / (variance * options.CorrelatedRows));
        }
    }

    /// <summary>Variance of one row's p.</summary>
    public double RowVariance(double slope, double pixelP)
    {
        double pixel = options.PaintSigmaMaskPx * pixelP;
        double lateral = options.PaintSigmaLateral * slope / geometry.CameraHeight;
        return (pixel * pixel) + (lateral * lateral);
    }

    /// <summary>Whether a run is wider than a lane line can be there: a stop line, a crossing, a blob.</summary>
    public bool IsTooWide(in PaintRun run, double slope, double pixelP)
    {
        // The mask's blur of a pixel in height widens a line that lies flat in the image.
        double lean = Math.Abs(run.P + filter.Heading) / slope;
        return run.Width > (options.MaxPaintWidth * slope / geometry.CameraHeight) + (2 * pixelP * (1 + lean));
    }

    private int Nearest(in PaintRun run, double slope, double pixelP, bool widen, int onlySlot, out double least)
    {
        int best = -1;
        least = double.PositiveInfinity;
        double perMetre = slope / geometry.CameraHeight;
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (!filter.IsActive(slot) || (onlySlot >= 0 && slot != onlySlot))
            {
                continue;
            }

            double miss = Math.Abs(run.P - filter.P(slot, slope));
            if (miss >= least || miss > (options.MaxGate * perMetre) + options.MaxGateGrowth + (2 * pixelP))
            {
                continue;
            }

            double gate = (options.MinGate * perMetre) + pixelP;
            if (widen && miss > gate)
            {
                gate = options.GateSigma * Math.Sqrt(filter.VarianceP(slot, run.Q, slope) + RowVariance(slope, pixelP));
            }

            if (miss <= gate)
            {
                best = slot;
                least = miss;
            }
        }

        return best;
    }
}
