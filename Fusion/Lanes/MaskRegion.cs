namespace Fusion.Lanes;

/// <summary>Finds the largest connected region of a mask that reaches far enough down, and marks its pixels.</summary>
/// <remarks>Rows are read as runs, joined by union-find where they touch (4-connected). Buffers grow to the mask's size once.</remarks>
internal sealed class MaskRegion
{
    private int[] _start = [];
    private int[] _end = [];
    private int[] _row = [];
    private int[] _parent = [];
    private int[] _area = [];
    private int[] _lowest = [];
    private byte[] _inside = [];
    private int _count;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Pixels above the threshold, whichever region they are in.</summary>
    public int MarkedPixels { get; private set; }

    /// <summary>The region's first pixel in reading order.</summary>
    public int FirstRow { get; private set; }

    /// <inheritdoc cref="FirstRow"/>
    public int FirstColumn { get; private set; }

    /// <summary>Whether a pixel belongs to the region; false outside the mask.</summary>
    public bool Contains(int column, int row) =>
        (uint)column < (uint)Width && (uint)row < (uint)Height && _inside[(row * Width) + column] != 0;

    /// <summary>Reads a mask.</summary>
    /// <param name="mask">Probabilities.</param>
    /// <param name="threshold">From which a pixel counts.</param>
    /// <param name="columns">The columns that lie inside the image.</param>
    /// <param name="rows">The rows that lie inside the image.</param>
    /// <param name="reach">The row that the region must reach.</param>
    /// <returns>False where there is no such region.</returns>
    public bool TryFind(SegmentationMask mask, byte threshold, Range columns, Range rows, int reach)
    {
        Resize(mask);
        _count = 0;
        MarkedPixels = 0;
        int above = 0;
        (int firstRow, int rowCount) = rows.GetOffsetAndLength(mask.Height);
        (int firstColumn, int columnCount) = columns.GetOffsetAndLength(mask.Width);
        for (int row = firstRow; row < firstRow + rowCount; row++)
        {
            int begin = _count;
            ReadRow(mask.Probability.AsSpan((row * mask.Width) + firstColumn, columnCount), row, firstColumn, threshold);
            Join(above, begin);
            above = begin;
        }

        int root = Largest(reach);
        if (root < 0)
        {
            return false;
        }

        Mark(root);
        return true;
    }

    private void Resize(SegmentationMask mask)
    {
        if (Width == mask.Width && Height == mask.Height)
        {
            return;
        }

        Width = mask.Width;
        Height = mask.Height;
        int most = (Width + 1) / 2 * Height;
        _start = new int[most];
        _end = new int[most];
        _row = new int[most];
        _parent = new int[most];
        _area = new int[most];
        _lowest = new int[most];
        _inside = new byte[Width * Height];
    }

    private void ReadRow(ReadOnlySpan<byte> line, int row, int offset, byte threshold)
    {
        int column = 0;
        while (column < line.Length)
        {
            int skip = line[column..].IndexOfAnyInRange(threshold, byte.MaxValue);
            if (skip < 0)
            {
                return;
            }

            int start = column + skip;
            int length = line[start..].IndexOfAnyInRange((byte)0, (byte)(threshold - 1));
            int end = length < 0 ? line.Length : start + length;
            _start[_count] = offset + start;
            _end[_count] = offset + end;
            _row[_count] = row;
            _parent[_count] = _count;
            _area[_count] = end - start;
            _lowest[_count] = row;
            MarkedPixels += end - start;
            _count++;
            column = end;
        }
    }

    /// <summary>Joins the runs of a row [begin, count) with those of the row above [above, begin).</summary>
    private void Join(int above, int begin)
    {
        int upper = above;
        for (int lower = begin; lower < _count; lower++)
        {
            while (upper < begin && _end[upper] <= _start[lower])
            {
                upper++;
            }

            for (int i = upper; i < begin && _start[i] < _end[lower]; i++)
            {
                if (_row[i] == _row[lower] - 1)
                {
                    Unite(i, lower);
                }
            }
        }
    }

    private void Unite(int a, int b)
    {
        a = Root(a);
        b = Root(b);
        if (a == b)
        {
            return;
        }

        _parent[b] = a;
        _area[a] += _area[b];
        _lowest[a] = Math.Max(_lowest[a], _lowest[b]);
    }

    private int Root(int i)
    {
        while (_parent[i] != i)
        {
            _parent[i] = _parent[_parent[i]];
            i = _parent[i];
        }

        return i;
    }

    private int Largest(int reach)
    {
        int best = -1;
        for (int i = 0; i < _count; i++)
        {
            if (_parent[i] == i && _lowest[i] >= reach && (best < 0 || _area[i] > _area[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private void Mark(int root)
    {
        Array.Clear(_inside);
        FirstRow = -1;
        for (int i = 0; i < _count; i++)
        {
            if (Root(i) != root)
            {
                continue;
            }

            if (FirstRow < 0)
            {
                FirstRow = _row[i];
                FirstColumn = _start[i];
            }

            _inside.AsSpan((_row[i] * Width) + _start[i], _end[i] - _start[i]).Fill(1);
        }
    }
}
