namespace Perception.Detectors;

/// <summary>Small operations on rows of scores that several decoders share.</summary>
internal static class ScoreMath
{
    /// <summary>Index of the highest value, the first one of equals.</summary>
    public static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
            {
                best = i;
            }
        }

        return best;
    }
}
