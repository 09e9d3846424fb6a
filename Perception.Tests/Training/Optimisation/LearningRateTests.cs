using Training.Optimisation;
using Training.Runs;

namespace Perception.Tests.Training.Optimisation;

public sealed class LearningRateTests
{
    private static readonly TrainingOptions Options = new() { LearningRate = 1, WarmUpSteps = 9, FinalShare = 0.1 };

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(500, 0.55)]
    [InlineData(1000, 0.1)]
    public void At_Step_FollowsWarmUpThenCosine(long step, double expected) => Assert.Equal(expected, LearningRate.At(step, 1000, Options), 1e-6);
}
