using Fusion.Geometry;

namespace Fusion.Association;

/// <summary>Finds which of a set of boxes may overlap a given one, by their left edges in order.</summary>
/// <remarks>Buffers grow to the largest set and are then reused. Not thread safe.</remarks>
internal sealed class BoxSweep
{
    private float[] _left = new float[64];
    private int[] _index = new int[64];
    private int _count;
    private float _widest;

    /// <summary>Starts an empty set.</summary>
    public void Clear()
    {
        _count = 0;
        _widest = 0;
    }

    /// <summary>Adds a box under an index of the caller's.</summary>
    public void Add(int index, in Box box)
    {
        Buffers.Grow(ref _left, _count + 1);
        Buffers.Grow(ref _index, _count + 1);
        _left[_count] = box.XMin;
        _index[_count] = index;
        _count++;
        _widest = Math.Max(_widest, box.Width);
    }

    /// <summary>Brings the set in order; call it once after the last <see cref="Add"/>.</summary>
    public void Sort() => _left.AsSpan(0, _count).Sort(_index.AsSpan(0, _count));

    /// <summary>The indices of all boxes that share image columns with a box, and perhaps a few more.</summary>
    public ReadOnlySpan<int> Near(in Box box)
    {
        int first = LowerBound(box.XMin - _widest);
        int last = LowerBound(box.XMax);
        return _index.AsSpan(first, Math.Max(last - first, 0));
    }

    private int LowerBound(float left)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_left[middle] < left)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
