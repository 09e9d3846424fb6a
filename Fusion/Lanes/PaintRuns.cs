using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>Finds the runs of paint on each row of a mask, from the bottom row upwards.</summary>
/// <remarks>Buffers grow to the mask's size once and are then reused.</remarks>
internal sealed class PaintRuns(LaneTrackerOptions options, LaneGeometry geometry)
{
    /// <summary>More runs on a row than this are clutter; the row is left out.</summary>
    private const int MaxRunsPerRow = 24;

    private readonly byte _threshold = (byte)Math.Clamp(Math.Ceiling(options.PaintThreshold * byte.MaxValue), 1, byte.MaxValue);
    private PaintRun[] _runs = [];
    private double[] _rowQ = [];

    public int Count { get; private set; }

    /// <summary>The runs found, nearest row first.</summary>
    public Span<PaintRun> All => _runs.AsSpan(0, Count);

    /// <summary>Rows of the mask that was read, and the width of one of its pixels along p.</summary>
    public int Rows { get; private set; }

    /// <inheritdoc cref="Rows"/>
    public double PixelP { get; private set; }

    /// <summary>q of each mask row at the image's middle; not a number where the row was not read.</summary>
    public ReadOnlySpan<double> RowQ => _rowQ.AsSpan(0, Rows);

    /// <summary>Reads a mask.</summary>
    /// <param name="mask">Lane-line probabilities.</param>
    /// <param name="topQ">Rows whose direction lies above this are not read.</param>
    /// <returns>False where the mask holds noise rather than lines; then there are no runs.</returns>
    public bool Extract(SegmentationMask mask, double topQ)
    {
        if (_runs.Length < mask.Height * MaxRunsPerRow)
        {
            _runs = new PaintRun[mask.Height * MaxRunsPerRow];
            _rowQ = new double[mask.Height];
        }

        Count = 0;
        Rows = mask.Height;
        _rowQ.AsSpan().Fill(double.NaN);
        PixelP = mask.ScaleX / geometry.FocalPx;
        long painted = 0;
        long looked = 0;
        for (int row = mask.Height - 1; row >= 0; row--)
        {
            double y = ((row + 0.5) * mask.ScaleY) + mask.OffsetY;
            if (y >= geometry.ImageHeight || y < 0)
            {
                continue;
            }

            if (!geometry.TryDirection(new Pixel(geometry.ImageWidth / 2.0, y), out _, out double q) || q < topQ)
            {
                continue;
            }

            _rowQ[row] = q;
            looked += mask.Width;
            painted += ReadRow(mask, row, y);
        }

        if (painted > options.MaxPaintShare * looked)
        {
            Count = 0;
            return false;
        }

        return true;
    }

    private int ReadRow(SegmentationMask mask, int row, double y)
    {
        ReadOnlySpan<byte> line = mask.Probability.AsSpan(row * mask.Width, mask.Width);
        int first = Count;
        int painted = 0;
        int column = 0;
        while (true)
        {
            int skip = line[column..].IndexOfAnyInRange(_threshold, byte.MaxValue);
            if (skip < 0)
            {
                break;
            }

            int start = column + skip;
            int length = line[start..].IndexOfAnyInRange((byte)0, (byte)(_threshold - 1));
            int end = length < 0 ? mask.Width : start + length;
            painted += end - start;
            column = end;
            if (Count - first == MaxRunsPerRow)
            {
                Count = first;
                return painted;
            }

            Add(mask, line, row, y, start, end);
            if (end == mask.Width)
            {
                break;
            }
        }

        return painted;
    }

    private void Add(SegmentationMask mask, ReadOnlySpan<byte> line, int row, double y, int start, int end)
    {
        // One pixel of skirt on either side brings the centre below the mask's resolution.
        int from = Math.Max(0, start - 1);
        int to = Math.Min(mask.Width, end + 1);
        double sum = 0;
        double moment = 0;
        double inside = 0;
        for (int i = from; i < to; i++)
        {
            sum += line[i];
            moment += line[i] * (i + 0.5);
            inside += i >= start && i < end ? line[i] : 0;
        }

        double x = (moment / sum * mask.ScaleX) + mask.OffsetX;
        if (x < 0 || x >= geometry.ImageWidth || !geometry.TryDirection(new Pixel(x, y), out double p, out double q))
        {
            return;
        }

        _runs[Count++] = new PaintRun
        {
            Row = row,
            Start = start,
            End = end,
            Weight = inside / ((end - start) * (double)byte.MaxValue),
            P = p,
            Q = q,
            Width = (end - start) * PixelP,
            Line = -1,
            Segment = -1,
        };
    }
}
