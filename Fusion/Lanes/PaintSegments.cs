namespace Fusion.Lanes;

/// <summary>Links runs of paint that touch on neighbouring rows into segments (dashes, lines, blobs).</summary>
internal sealed class PaintSegments
{
    private const int Capacity = 128;

    /// <summary>Rows that may be missing between two linked runs, and columns by which they may miss each other.</summary>
    private const int MaxRowGap = 2;
    private const int ColumnSlack = 1;

    private readonly PaintSegment[] _segments = new PaintSegment[Capacity];

    public int Count { get; private set; }

    public ReadOnlySpan<PaintSegment> All => _segments.AsSpan(0, Count);

    /// <summary>Whether a run is part of a segment of at least so many mask pixels.</summary>
    public bool IsLarge(in PaintRun run, int pixels) => run.Segment >= 0 && _segments[run.Segment].Pixels >= pixels;

    /// <summary>Links runs that come nearest row first; a run takes the segment whose end overlaps it most.</summary>
    public void Link(Span<PaintRun> runs)
    {
        Count = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            ref PaintRun run = ref runs[i];
            int best = -1;
            int bestOverlap = 0;
            for (int s = Count - 1; s >= 0; s--)
            {
                ref readonly PaintRun last = ref runs[_segments[s].LastRun];
                int gap = last.Row - run.Row;
                if (gap == 0 || gap > MaxRowGap + 1)
                {
                    continue;
                }

                int overlap = Math.Min(run.End, last.End) - Math.Max(run.Start, last.Start) + (ColumnSlack * gap);
                if (overlap > bestOverlap)
                {
                    best = s;
                    bestOverlap = overlap;
                }
            }

            if (best < 0)
            {
                if (Count == Capacity)
                {
                    continue;
                }

                best = Count++;
                _segments[best] = default;
            }

            run.Segment = best;
            _segments[best].Add(run, i);
        }
    }
}
