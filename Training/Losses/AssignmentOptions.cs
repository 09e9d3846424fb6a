namespace Training.Losses;

/// <summary>Which cells should find which boxes.</summary>
internal sealed record AssignmentOptions
{
    /// <summary>Cells whose centre is this many strides or less from the box's middle find it.</summary>
    public float CentreStrides { get; init; } = 1.5f;

    /// <summary>For large boxes: or this share of the box's side.</summary>
    public float CentreShare { get; init; } = 0.15f;

    /// <summary>Lengths of a box's longer side that strides 8, 16 and 32 take, network input pixels.</summary>
    public IReadOnlyList<(float From, float To)> Sides { get; init; } = [(0, 56), (36, 128), (88, float.PositiveInfinity)];
}
