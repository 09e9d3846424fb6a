namespace Fusion.Association;

/// <summary>
/// Exact minimum-cost assignment on a sparse bipartite graph: every row takes one of its own columns or stays free at a price.
/// </summary>
/// <remarks>
/// Shortest augmenting paths with column potentials (Jonker &amp; Volgenant, 1987, in the sparse form of Volgenant, 1996). The
/// search of a row ends at the first free column, so its cost follows the local crowding and not the number of objects.
/// Buffers grow to the largest problem seen and are then reused. Not thread safe.
/// </remarks>
public sealed class SparseAssignment
{
    private const int Free = -1;

    private int[] _rowStart = new int[65];
    private int[] _edgeColumn = new int[256];
    private double[] _edgeCost = new double[256];
    private double[] _rowFreeCost = new double[64];
    private int[] _columnOfRow = new int[64];
    private double[] _costOfRow = new double[64];
    private int[] _rowOfColumn = new int[64];
    private double[] _price = new double[64];
    private double[] _distance = new double[64];
    private int[] _parentRow = new int[64];
    private double[] _parentCost = new double[64];
    private int[] _touched = new int[64];
    private bool[] _isTouched = new bool[64];
    private bool[] _isScanned = new bool[64];
    private int[] _heapColumn = new int[256];
    private double[] _heapKey = new double[256];
    private int _heapCount;
    private int _rows;
    private int _columns;
    private int _edges;

    /// <summary>How many edges the present problem holds.</summary>
    public int EdgeCount => _edges;

    /// <summary>Starts a problem with no rows.</summary>
    /// <param name="columns">Number of columns.</param>
    public void Begin(int columns)
    {
        _rows = 0;
        _columns = columns;
        _edges = 0;
        _rowStart[0] = 0;
        Buffers.Grow(ref _rowOfColumn, columns);
        Buffers.Grow(ref _price, columns);
        Buffers.Grow(ref _distance, columns);
        Buffers.Grow(ref _parentRow, columns);
        Buffers.Grow(ref _parentCost, columns);
        Buffers.Grow(ref _touched, columns);
        Buffers.Grow(ref _isTouched, columns);
        Buffers.Grow(ref _isScanned, columns);
    }

    /// <summary>Adds the next row; its edges follow.</summary>
    /// <param name="freeCost">What leaving the row without a column costs.</param>
    public void AddRow(double freeCost)
    {
        Buffers.Grow(ref _rowStart, _rows + 2);
        Buffers.Grow(ref _rowFreeCost, _rows + 1);
        Buffers.Grow(ref _columnOfRow, _rows + 1);
        Buffers.Grow(ref _costOfRow, _rows + 1);
        _rowFreeCost[_rows] = freeCost;
        _rows++;
        _rowStart[_rows] = _edges;
    }

    /// <summary>Adds an edge to the last row. Edges dearer than the row's free cost can never be chosen; leave them out.</summary>
    public void AddEdge(int column, double cost)
    {
        Buffers.Grow(ref _edgeColumn, _edges + 1);
        Buffers.Grow(ref _edgeCost, _edges + 1);
        _edgeColumn[_edges] = column;
        _edgeCost[_edges] = cost;
        _edges++;
        _rowStart[_rows] = _edges;
    }

    /// <summary>Solves the problem.</summary>
    /// <param name="columnOfRow">Receives for each row its column, or -1.</param>
    /// <returns>The total cost, free rows included.</returns>
    public double Solve(Span<int> columnOfRow)
    {
        Array.Fill(_rowOfColumn, Free, 0, _columns);
        Array.Clear(_price, 0, _columns);
        double total = 0;
        for (int row = 0; row < _rows; row++)
        {
            _columnOfRow[row] = Free;
            Augment(row);
        }

        for (int row = 0; row < _rows; row++)
        {
            columnOfRow[row] = _columnOfRow[row];
            total += _columnOfRow[row] == Free ? _rowFreeCost[row] : _costOfRow[row];
        }

        return total;
    }

    private void Augment(int start)
    {
        int touched = 0;
        _heapCount = 0;
        int row = start;
        double rowDistance = 0;
        double rowPotential = 0;
        double best = double.PositiveInfinity;
        int bestColumn = Free;
        int bestRow = start;
        while (true)
        {
            // Leaving this row free ends the path here.
            double free = rowDistance + _rowFreeCost[row] - rowPotential;
            if (free < best)
            {
                best = free;
                bestColumn = Free;
                bestRow = row;
            }

            for (int edge = _rowStart[row]; edge < _rowStart[row + 1]; edge++)
            {
                int column = _edgeColumn[edge];
                double distance = rowDistance + _edgeCost[edge] - _price[column] - rowPotential;
                if (distance >= best || (_isTouched[column] && (_isScanned[column] || distance >= _distance[column])))
                {
                    continue;
                }

                if (!_isTouched[column])
                {
                    _isTouched[column] = true;
                    _isScanned[column] = false;
                    _touched[touched++] = column;
                }

                _distance[column] = distance;
                _parentRow[column] = row;
                _parentCost[column] = _edgeCost[edge];
                if (_rowOfColumn[column] == Free)
                {
                    best = distance;
                    bestColumn = column;
                }
                else
                {
                    Push(column, distance);
                }
            }

            int next = PopBelow(best);
            if (next == Free)
            {
                break;
            }

            _isScanned[next] = true;
            row = _rowOfColumn[next];
            rowDistance = _distance[next];
            rowPotential = _costOfRow[row] - _price[next];
        }

        for (int index = 0; index < touched; index++)
        {
            int column = _touched[index];
            if (_isScanned[column])
            {
                _price[column] += _distance[column] - best;
            }

            _isTouched[column] = false;
        }

        Unwind(start, bestColumn, bestRow);
        for (int index = 0; index < touched; index++)
        {
            _isScanned[_touched[index]] = false;
        }
    }

    /// <summary>Moves every row on the path to its new column, from the path's end to its start.</summary>
    private void Unwind(int start, int endColumn, int endRow)
    {
        int row = endRow;
        int column = endColumn;
        if (column == Free)
        {
            int previous = _columnOfRow[row];
            _columnOfRow[row] = Free;
            if (row == start)
            {
                return;
            }

            column = previous;
        }

        while (true)
        {
            row = _parentRow[column];
            int previous = _columnOfRow[row];
            _rowOfColumn[column] = row;
            _columnOfRow[row] = column;
            _costOfRow[row] = _parentCost[column];
            if (row == start)
            {
                return;
            }

            column = previous;
        }
    }

    private void Push(int column, double key)
    {
        Buffers.Grow(ref _heapColumn, _heapCount + 1);
        Buffers.Grow(ref _heapKey, _heapCount + 1);
        int hole = _heapCount++;
        while (hole > 0)
        {
            int parent = (hole - 1) / 2;
            if (_heapKey[parent] <= key)
            {
                break;
            }

            _heapKey[hole] = _heapKey[parent];
            _heapColumn[hole] = _heapColumn[parent];
            hole = parent;
        }

        _heapKey[hole] = key;
        _heapColumn[hole] = column;
    }

    /// <summary>Takes the nearest column that is not yet scanned, or -1 where none lies below the bound.</summary>
    private int PopBelow(double bound)
    {
        while (_heapCount > 0)
        {
            int column = _heapColumn[0];
            double key = _heapKey[0];
            if (key >= bound)
            {
                return Free;
            }

            RemoveTop();
            if (!_isScanned[column] && key <= _distance[column])
            {
                return column;
            }
        }

        return Free;
    }

    private void RemoveTop()
    {
        _heapCount--;
        if (_heapCount == 0)
        {
            return;
        }

        double key = _heapKey[_heapCount];
        int column = _heapColumn[_heapCount];
        int hole = 0;
        while (true)
        {
            int child = (2 * hole) + 1;
            if (child >= _heapCount)
            {
                break;
            }

            if (child + 1 < _heapCount && _heapKey[child + 1] < _heapKey[child])
            {
                child++;
            }

            if (_heapKey[child] >= key)
            {
                break;
            }

            _heapKey[hole] = _heapKey[child];
            _heapColumn[hole] = _heapColumn[child];
            hole = child;
        }

        _heapKey[hole] = key;
        _heapColumn[hole] = column;
    }
}
