namespace Fusion.Lanes;

/// <summary>A stretch of lane paint on one mask row, as a levelled view direction (see <see cref="LaneGeometry"/>).</summary>
internal struct PaintRun
{
    /// <summary>Mask row, and columns [Start, End).</summary>
    public int Row;

    /// <inheritdoc cref="Row"/>
    public int Start;

    /// <inheritdoc cref="Row"/>
    public int End;

    /// <summary>Mean probability, 0 to 1.</summary>
    public double Weight;

    /// <summary>Direction of the paint's weighted centre.</summary>
    public double P;

    /// <inheritdoc cref="P"/>
    public double Q;

    /// <summary>Width along p.</summary>
    public double Width;

    /// <summary>The line slot that it is taken to belong to, or −1.</summary>
    public int Line;

    /// <summary>The segment that it is part of, or −1.</summary>
    public int Segment;
}
