using System.ComponentModel.DataAnnotations;

namespace Perception.Inference;

/// <summary>How far a network's answer to the golden frame may lie from the stored one.</summary>
public sealed class GoldenOptions
{
    /// <summary>Is added to a column's standard deviation: scores of classes that the frame does not show hardly vary, and their noise says nothing.</summary>
    internal const double LeastDeviation = 0.02;

    private const double HalfPrecisionDifference = 0.1;

    /// <summary>
    /// Root mean square of the differences in a column, as a share of its expected samples' standard deviation. Half precision needs
    /// several hundredths; a wrong channel order differs by tenths.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MaxRelativeDifference { get; init; } = 0.02;

    /// <summary>What is allowed to a network as it runs: more where it computes in half precision.</summary>
    public static GoldenOptions For(Network network) => network.IsHalfPrecision
        ? new GoldenOptions { MaxRelativeDifference = HalfPrecisionDifference }
        : new GoldenOptions();
}
