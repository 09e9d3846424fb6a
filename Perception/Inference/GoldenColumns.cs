namespace Perception.Inference;

/// <summary>One output as columns, each of one unit: an anchor's coordinates, its objectness and the score of each class do not share one.</summary>
/// <remarks>
/// [1, rows, columns] or [1, columns, rows], whichever has fewer columns; [1, columns, …] with more dimensions. Up to four columns are taken for one: boxes, masks and few
/// scores have a single unit, and so has a list.
/// </remarks>
internal readonly struct GoldenColumns
{
    private const int MostOfOneUnit = 4;

    private readonly int _rowStep;
    private readonly int _columnStep;

    public GoldenColumns(IReadOnlyList<int> shape)
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        int across = shape.Count switch
        {
            < 3 => 1,
            3 => Math.Min(shape[1], shape[2]),
            _ => shape[1],
        };
        Count = across > MostOfOneUnit ? across : 1;
        Rows = count / Count;
        bool isRowByRow = Count == 1 || (shape.Count == 3 && shape[2] == across);
        (_rowStep, _columnStep) = isRowByRow ? (Count, 1) : (1, Rows);
    }

    /// <summary>How many columns there are.</summary>
    public int Count { get; }

    /// <summary>Values of a column.</summary>
    public int Rows { get; }

    /// <summary>One value.</summary>
    public float At(ReadOnlySpan<float> output, int row, int column) => output[(row * _rowStep) + (column * _columnStep)];

    /// <summary>A column's values, ascending where their order means nothing.</summary>
    public float[] Read(ReadOnlySpan<float> output, int column, bool isSorted)
    {
        float[] values = new float[Rows];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = At(output, row, column);
        }

        if (isSorted)
        {
            Array.Sort(values);
        }

        return values;
    }
}
