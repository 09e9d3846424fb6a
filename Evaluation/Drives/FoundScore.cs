namespace Evaluation.Drives;

/// <summary>How many road users of one kind were followed.</summary>
/// <param name="Count">Road users that count, summed over the frames.</param>
/// <param name="Found">Of these, those that a track of the same group lay on.</param>
/// <param name="Objects">Different road users that count in some frame.</param>
/// <param name="ObjectsFound">Of these, those that were found in some frame.</param>
public readonly record struct FoundScore(int Count, int Found, int Objects, int ObjectsFound)
{
    /// <summary>Found of counted, 0 to 1; null where nothing counted.</summary>
    public double? Share => Count == 0 ? null : Math.Round((double)Found / Count, 4);
}
