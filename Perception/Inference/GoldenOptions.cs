using System.ComponentModel.DataAnnotations;

namespace Perception.Inference;

/// <summary>How far a network's answer to the golden frame may lie from the stored one.</summary>
public sealed class GoldenOptions
{
    private const double HalfPrecisionDifference = 0.1;

    /// <summary>
    /// Root mean square of the differences, as a share of the expected samples' standard deviation. Half precision needs
    /// several hundredths; a wrong channel order differs by tenths.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MaxRelativeDifference { get; init; } = 0.02;

    /// <summary>What is allowed to a network as it runs: more where it computes in half precision.</summary>
    public static GoldenOptions For(Network network) => network.IsHalfPrecision
        ? new GoldenOptions { MaxRelativeDifference = HalfPrecisionDifference }
        : new GoldenOptions();
}
