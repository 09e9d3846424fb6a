using Training.Onnx;

namespace Training.Shipping;

/// <summary>Shifts a mask's probabilities so that 0.5 is where it should be cut.</summary>
public static class MaskCalibration
{
    private const string Layer = "seg.bias";
    private const int Masks = 2;

    /// <summary>Channels that are shuffled into one mask.</summary>
    private const int ChannelsPerMask = 4;

    /// <param name="weights">Of the finished network.</param>
    /// <param name="mask">0 drivable area, 1 lane lines.</param>
    /// <param name="threshold">The probability that becomes 0.5, above 0 and below 1.</param>
    /// <exception cref="TrainingException">The threshold is no such number.</exception>
    public static FoldedWeights Shift(FoldedWeights weights, int mask, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(mask, Masks);
        if (!(threshold > 0 && threshold < 1))
        {
            throw new TrainingException(FormattableString.Invariant($"The mask's threshold: expected a number between 0 and 1, found {threshold}."));
        }

        float shift = (float)-Math.Log(threshold / (1 - threshold));
        float[] bias = weights[Layer].Values.ToArray();
        foreach (ref float value in bias.AsSpan(mask * ChannelsPerMask, ChannelsPerMask))
        {
            value += shift;
        }

        return new FoldedWeights("the shifted network", weights.Names.ToDictionary(
            name => name, name => name == Layer ? new FoldedTensor([bias.Length], bias) : weights[name]));
    }
}
