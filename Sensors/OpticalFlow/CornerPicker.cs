using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sensors.OpticalFlow;

/// <summary>
/// Picks in each cell of a grid the patch that can be followed best: the one with the largest smaller eigenvalue of the gradients' structure tensor
/// (Shi and Tomasi, "Good features to track", 1994). Not thread safe; allocates nothing after it was made.
/// </summary>
internal sealed class CornerPicker
{
    // A patch is two by two blocks, a block one vector of four, a cell five by five blocks.
    private const int Block = PatchTracker.Patch / 2;
    private const int Cell = 5;

    private readonly int _columns;
    private readonly int _rows;
    private readonly float _leastEigenvalue;
    private readonly float[] _xx;
    private readonly float[] _xy;
    private readonly float[] _yy;
    private readonly Vector3[] _blocks;

    /// <param name="width">Of the images, pixels.</param>
    /// <param name="height">Of the images, pixels.</param>
    /// <param name="leastEigenvalue">Of a patch, (grey levels a pixel)², mean over the patch.</param>
    public CornerPicker(int width, int height, double leastEigenvalue)
    {
        _columns = width / Block;
        _rows = height / Block;
        _leastEigenvalue = (float)leastEigenvalue;
        _xx = new float[width];
        _xy = new float[width];
        _yy = new float[width];
        _blocks = new Vector3[_columns * _rows];
    }

    /// <summary>The most corners that there can be.</summary>
    public int Capacity => ((_columns + Cell - 1) / Cell) * ((_rows + Cell - 1) / Cell);

    /// <param name="image">Of the size that it was made for.</param>
    /// <param name="corners">Receives the middles of the patches, pixels of the image; as long as <see cref="Capacity"/>.</param>
    /// <returns>How many there are.</returns>
    public int Pick(GreyImage image, Span<Vector2> corners)
    {
        for (int row = 0; row < _rows; row++)
        {
            SumBlocks(image, row);
        }

        int count = 0;
        for (int row = 0; row < _rows - 1; row += Cell)
        {
            for (int column = 0; column < _columns - 1; column += Cell)
            {
                if (TryPickIn(column, row, out Vector2 corner))
                {
                    corners[count++] = corner;
                }
            }
        }

        return count;
    }

    private bool TryPickIn(int left, int top, out Vector2 corner)
    {
        float best = _leastEigenvalue;
        corner = default;
        for (int row = top; row < Math.Min(top + Cell, _rows - 1); row++)
        {
            for (int column = left; column < Math.Min(left + Cell, _columns - 1); column++)
            {
                int block = (row * _columns) + column;
                Vector3 tensor = (_blocks[block] + _blocks[block + 1] + _blocks[block + _columns] + _blocks[block + _columns + 1])
                    / (PatchTracker.Patch * PatchTracker.Patch);
                float half = (tensor.X - tensor.Z) / 2;
                float eigenvalue = ((tensor.X + tensor.Z) / 2) - MathF.Sqrt((half * half) + (tensor.Y * tensor.Y));
                if (eigenvalue > best)
                {
                    best = eigenvalue;
                    corner = new Vector2((column + 1) * Block, (row + 1) * Block);
                }
            }
        }

        return best > _leastEigenvalue;
    }

    /// <summary>Sums the products of the gradients over each block of a row of blocks: xx, xy, yy.</summary>
    private void SumBlocks(GreyImage image, int blockRow)
    {
        Array.Clear(_xx);
        Array.Clear(_xy);
        Array.Clear(_yy);
        int from = Math.Max(blockRow * Block, 1);
        int to = Math.Min((blockRow + 1) * Block, image.Height - 1);
        for (int y = from; y < to; y++)
        {
            AddRow(image, y);
        }

        for (int column = 0; column < _columns; column++)
        {
            _blocks[(blockRow * _columns) + column] = new Vector3(Sum(_xx, column), Sum(_xy, column), Sum(_yy, column));
        }
    }

    private static float Sum(float[] products, int column) => Vector128.Sum(Vector128.LoadUnsafe(ref products[column * Block]));

    private void AddRow(GreyImage image, int y)
    {
        ref float row = ref image.Pixels[y * image.Width];
        ref float above = ref image.Pixels[(y - 1) * image.Width];
        ref float below = ref image.Pixels[(y + 1) * image.Width];
        ref float xx = ref MemoryMarshal.GetArrayDataReference(_xx);
        ref float xy = ref MemoryMarshal.GetArrayDataReference(_xy);
        ref float yy = ref MemoryMarshal.GetArrayDataReference(_yy);
        Vector<float> half = new(0.5f);
        int x = 1;
        for (; x <= image.Width - 1 - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> gx = half * (Vector.LoadUnsafe(ref row, (nuint)(x + 1)) - Vector.LoadUnsafe(ref row, (nuint)(x - 1)));
            Vector<float> gy = half * (Vector.LoadUnsafe(ref below, (nuint)x) - Vector.LoadUnsafe(ref above, (nuint)x));
            (Vector.LoadUnsafe(ref xx, (nuint)x) + (gx * gx)).StoreUnsafe(ref xx, (nuint)x);
            (Vector.LoadUnsafe(ref xy, (nuint)x) + (gx * gy)).StoreUnsafe(ref xy, (nuint)x);
            (Vector.LoadUnsafe(ref yy, (nuint)x) + (gy * gy)).StoreUnsafe(ref yy, (nuint)x);
        }
    }
}
