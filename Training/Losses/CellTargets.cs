namespace Training.Losses;

/// <summary>What each of N·L cells should say. Arrays are reused from batch to batch.</summary>
internal sealed class CellTargets(int images, int cells)
{
    public int Images { get; } = images;

    /// <summary>Rows (image · L + cell) that should find an object.</summary>
    public List<long> Positives { get; } = [];

    /// <summary>Class of each positive.</summary>
    public List<long> Classes { get; } = [];

    /// <summary>x1, y1, x2, y2 of each positive, network input pixels.</summary>
    public List<float> Boxes { get; } = [];

    /// <summary>Centre x, y and stride of each positive's cell.</summary>
    public List<float> Grid { get; } = [];

    /// <summary>[N·L]: 1, or 0 where the cell teaches nothing.</summary>
    public float[] Weights { get; } = new float[images * cells];

    public void Clear()
    {
        Positives.Clear();
        Classes.Clear();
        Boxes.Clear();
        Grid.Clear();
        Array.Fill(Weights, 1);
    }
}
