using Evaluation.Detection;
using Training.Validation;

namespace Perception.Tests.Training.Validation;

public sealed class SetScoreTests
{
    private static readonly SetScore Score = new()
    {
        Set = "a", Images = 1, VehicleAp50 = 0, PedestrianAp50 = 0, TwoWheelerAp50 = 0, VehicleRecall = 0, VehiclePrecision = 0, VehicleScore = 0,
        VehicleCurve = [new(0.25, 1, 0.9), new(0.5, 1, 0.6), new(0.5, 0.667, 0.4)], DrivableIoU = 0, LaneIoU = 0, MarkedWithoutRoad = 0,
    };

    [Theory]
    [InlineData(0.95, 0, 0)]
    [InlineData(0.6, 0.5, 1)]
    [InlineData(0.5, 0.5, 1)]
    [InlineData(0.1, 0.5, 0.667)]
    public void VehiclesFrom_Score_CountsAllThatHaveIt(double least, double recall, double precision)
    {
        RecallPoint point = Score.VehiclesFrom(least);
        Assert.Equal((recall, precision), (point.Recall, point.Precision));
    }
}
