using System.Numerics;
using System.Runtime.Intrinsics;
using Fusion.Geometry;

namespace Fusion.Association;

/// <summary>Finds which of a set of boxes meet a given one: those of its columns by their left edges in order, of these its rows by vectors.</summary>
/// <remarks>Buffers grow to the largest set and are then reused. Not thread safe.</remarks>
internal sealed class BoxSweep
{
    private Box[] _boxes = new Box[64];
    private int[] _indices = new int[64];
    private int[] _met = new int[64];

    // In the order of the left edges: the callers' indices, and the boxes' sides, where the vectors read on behind the last.
    private int[] _order = new int[64];
    private float[] _left = new float[64 + Lanes];
    private float[] _top = new float[64 + Lanes];
    private float[] _right = new float[64 + Lanes];
    private float[] _bottom = new float[64 + Lanes];

    // How far to the right any box reaches up to each: what ends before a column is passed over by it.
    private float[] _reach = new float[64];
    private int _count;

    private static int Lanes => Vector256<float>.Count;

    /// <summary>Starts an empty set.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a box under an index of the caller's.</summary>
    public void Add(int index, in Box box)
    {
        Buffers.Grow(ref _boxes, _count + 1);
        Buffers.Grow(ref _indices, _count + 1);
        _boxes[_count] = box;
        _indices[_count] = index;
        _count++;
    }

    /// <summary>Brings the set in order; call it once after the last <see cref="Add"/>.</summary>
    public void Sort()
    {
        Buffers.Grow(ref _order, _count);
        Buffers.Grow(ref _met, _count);
        Buffers.Grow(ref _reach, _count);
        Buffers.Grow(ref _left, _count + Lanes);
        Buffers.Grow(ref _top, _count + Lanes);
        Buffers.Grow(ref _right, _count + Lanes);
        Buffers.Grow(ref _bottom, _count + Lanes);
        for (int place = 0; place < _count; place++)
        {
            _left[place] = _boxes[place].XMin;
            _order[place] = place;
        }

        _left.AsSpan(0, _count).Sort(_order.AsSpan(0, _count));
        float reach = float.NegativeInfinity;
        for (int place = 0; place < _count; place++)
        {
            ref readonly Box box = ref _boxes[_order[place]];
            _top[place] = box.YMin;
            _right[place] = box.XMax;
            _bottom[place] = box.YMax;
            _reach[place] = reach = Math.Max(reach, box.XMax);
            _order[place] = _indices[_order[place]];
        }
    }

    /// <summary>The indices of all boxes that overlap a box, and perhaps some that only touch it, by their left edges; valid until the next call.</summary>
    public ReadOnlySpan<int> Meeting(in Box box)
    {
        int last = LowerBound(_left, box.XMax);
        Vector256<float> left = Vector256.Create(box.XMin);
        Vector256<float> top = Vector256.Create(box.YMin);
        Vector256<float> bottom = Vector256.Create(box.YMax);
        int met = 0;
        for (int place = LowerBound(_reach, box.XMin); place < last; place += Lanes)
        {
            uint here = (Vector256.GreaterThanOrEqual(Vector256.Create(_right, place), left)
                & Vector256.LessThanOrEqual(Vector256.Create(_top, place), bottom)
                & Vector256.GreaterThanOrEqual(Vector256.Create(_bottom, place), top)).ExtractMostSignificantBits();
            here &= last - place >= Lanes ? uint.MaxValue : (1u << (last - place)) - 1;
            for (; here != 0; here &= here - 1)
            {
                _met[met++] = _order[place + BitOperations.TrailingZeroCount(here)];
            }
        }

        return _met.AsSpan(0, met);
    }

    private int LowerBound(float[] sorted, float value)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value)
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
