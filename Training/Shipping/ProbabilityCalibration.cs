using Training.Onnx;

namespace Training.Shipping;

/// <summary>Shifts probabilities so that 0.5 is where they should be cut: their logarithmic odds move by a constant, their order stays.</summary>
public static class ProbabilityCalibration
{
    private const string MaskBias = "seg.bias";
    private const string ScoreBias = "cls.bias";
    private const int Masks = 2;

    /// <summary>Channels that are shuffled into one mask.</summary>
    private const int ChannelsPerMask = 4;

    /// <param name="weights">Of the finished network.</param>
    /// <param name="mask">0 drivable area, 1 lane lines.</param>
    /// <param name="threshold">The probability that becomes 0.5, above 0 and below 1.</param>
    /// <exception cref="TrainingException">The threshold is no such number.</exception>
    public static FoldedWeights ShiftMask(FoldedWeights weights, int mask, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(mask, Masks);
        return Shift(weights, MaskBias, mask * ChannelsPerMask, ChannelsPerMask, threshold);
    }

    /// <param name="weights">Of the finished network.</param>
    /// <param name="objectClass">The class's number.</param>
    /// <param name="threshold">The score that becomes 0.5, above 0 and below 1.</param>
    /// <exception cref="TrainingException">The threshold is no such number.</exception>
    public static FoldedWeights ShiftScore(FoldedWeights weights, int objectClass, double threshold) => Shift(weights, ScoreBias, objectClass, 1, threshold);

    private static FoldedWeights Shift(FoldedWeights weights, string layer, int first, int count, double threshold)
    {
        if (!(threshold > 0 && threshold < 1))
        {
            throw new TrainingException(FormattableString.Invariant($"The threshold that becomes 0.5: expected a number between 0 and 1, found {threshold}."));
        }

        float shift = (float)-Math.Log(threshold / (1 - threshold));
        return new FoldedWeights("the shifted network", weights.Names.ToDictionary(name => name, name => name == layer ? Shifted(weights[name]) : weights[name]));

        FoldedTensor Shifted(FoldedTensor bias) => new(bias.Shape, [.. bias.Values.ToArray().Select((value, i) => i >= first && i < first + count ? value + shift : value)]);
    }
}
