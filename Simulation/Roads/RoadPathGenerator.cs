namespace Simulation.Roads;

/// <summary>Draws a random road: stretches of constant curvature and grade, joined by transitions (clothoids, vertical curves).</summary>
public static class RoadPathGenerator
{
    /// <param name="random">Where the shape comes from.</param>
    /// <param name="start">First station, metres.</param>
    /// <param name="length">Metres.</param>
    /// <param name="options">How winding and hilly.</param>
    public static RoadPath Generate(SeededRandom random, float start, float length, RoadPathOptions options)
    {
        int count = (int)length + 2;
        float[] curvatures = Stretches(random, count, options.StretchLength, options.TransitionLength, options.MaximumCurvature, options.StraightShare);
        float[] grades = Stretches(random, count, options.StretchLength * 1.3f, options.TransitionLength * 1.2f, options.MaximumGrade, 0.2f);
        return new RoadPath(start, curvatures, grades, options.BankPerCurvature, options.MaximumBank);
    }

    private static float[] Stretches(SeededRandom random, int count, float stretch, float transition, float maximum, float zeroShare)
    {
        float[] values = new float[count];
        float current = random.Range(-maximum, maximum) * 0.3f;
        int i = 0;
        while (i < count)
        {
            int hold = (int)(stretch * random.Range(0.5f, 1.5f));
            for (int k = 0; k < hold && i < count; k++)
            {
                values[i++] = current;
            }

            float sign = current > 0 ? -1f : 1f;
            float next = random.Chance(zeroShare) ? 0f : sign * random.Range(0.4f, 1f) * maximum;
            int ramp = (int)(transition * random.Range(0.8f, 1.4f)) + 1;
            for (int k = 0; k < ramp && i < count; k++)
            {
                float t = (k + 1f) / ramp;
                float smooth = t * t * (3f - (2f * t));
                values[i++] = current + (smooth * (next - current));
            }

            current = next;
        }

        return values;
    }
}
