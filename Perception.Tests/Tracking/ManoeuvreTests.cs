using Fusion.Filters;

namespace Perception.Tests.Tracking;

public sealed class ManoeuvreTests
{
    private const double Variance = 3;

    // In which half of what was summed fades, seconds.
    private const double HalfTime = 0.1733;

    /// <summary>Each frame corrects the velocity and makes it surer by a variance of 1; of the sum before a half counts on.</summary>
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1.71)]
    [InlineData(2, 2, 3.42)]
    [InlineData(-2, -2, 3.42)]
    [InlineData(3, 3, 4)]
    [InlineData(3, -3, 1.71)]
    public void Factor_CorrectionsInTurn_IsTheirFadingSumOverItsDeviation(double even, double odd, double expected)
    {
        Manoeuvre manoeuvre = default;
        double factor = 1;
        for (int frame = 0; frame < 21; frame++)
        {
            factor = Correct(ref manoeuvre, frame % 2 == 0 ? even : odd, 1);
        }

        Assert.Equal(expected, factor, 0.01);
    }

    [Fact]
    public void Factor_ObjectIsNotSeen_FadesToOne()
    {
        Manoeuvre manoeuvre = default;
        double seen = Correct(ref manoeuvre, 3, 1);
        double[] unseen = [.. Enumerable.Range(0, 10).Select(_ => Correct(ref manoeuvre, 0, 0))];
        Assert.InRange(seen, 2.9, 3);
        Assert.All(unseen.Prepend(seen).Zip(unseen), pair => Assert.True(pair.Second <= pair.First));
        Assert.Equal(1, unseen[^1]);
    }

    private static double Correct(ref Manoeuvre manoeuvre, double correction, double surer)
    {
        manoeuvre.Foresee(10, Variance + surer);
        return manoeuvre.Factor(10 + correction, Variance, HalfTime);
    }
}
