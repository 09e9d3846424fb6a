using Perception.Tests.Shared;
using Training.Optimisation;
using Training.Runs;
using Training.Validation;

namespace Perception.Tests.Training.Runs;

public sealed class TrainingHistoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resumed_AfterALineThatWasCutOff_KeepsTheWholeLinesBeforeItsStep()
    {
        TrainingHistory history = new(_folder.Path, 0);
        history.Add(10, 80, 0.001, default(StepLoss));
        history.Add(20, 160, 0.001, default(StepLoss));
        File.AppendAllText(_folder.At("losses.csv"), "12");
        File.AppendAllText(_folder.At("scores.csv"), "12,set,");

        TrainingHistory resumed = new(_folder.Path, 15);
        resumed.Add(15, new SetScore
        {
            Set = "night, rain", Images = 3, VehicleAp50 = 0.5, PedestrianAp50 = double.NaN, TwoWheelerAp50 = double.NaN, VehicleRecall = 0.5, VehiclePrecision = 0.5,
            VehicleScore = 0.5, VehicleCurve = [], DrivableIoU = 0.9, LaneIoU = 0.6, MarkedWithoutRoad = double.NaN,
        });
        resumed.Draw();

        Assert.Equal(["step", "10"], File.ReadLines(_folder.At("losses.csv")).Select(line => line.Split(',')[0]));
        Assert.Equal("night_ rain", File.ReadLines(_folder.At("scores.csv")).Last().Split(',')[1]);
        Assert.True(File.Exists(_folder.At("scores.png")));
    }
}
