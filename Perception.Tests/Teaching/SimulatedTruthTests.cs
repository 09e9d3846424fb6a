using Evaluation.Drives;
using Labelling.Sets;
using OpenCvSharp;
using Perception.Teaching;
using Perception.Tests.Shared;
using Perception.Tests.Simulation;
using Simulation.Drives;

namespace Perception.Tests.Teaching;

public sealed class SimulatedTruthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MasksAndObjects_OfARealSmallDrive_AreItsOwn()
    {
        string drive = _folder.At("drive");
        DriveSimulator.Simulate(SmallDrive.Scenario("highway"), SmallDrive.Options, drive, _ => { }, TestContext.Current.CancellationToken);
        using SimulatedTruth truth = new(Path.Combine(drive, "truth"));
        (Mat drivable, Mat laneLines) = truth.Masks(2)!.Value;
        using (drivable)
        using (laneLines)
        {
            Assert.Equal(new Size(SmallDrive.Options.Width, SmallDrive.Options.Height), drivable.Size());
            drivable.GetArray(out byte[] area);
            laneLines.GetArray(out byte[] lines);
            Assert.Equal<byte>([0, 254], area.Distinct().Order());
            Assert.InRange(area.Count(value => value == 254) / (double)area.Length, 0.05, 0.7);

            // On a highway all marked paint near the car is lane line; the gaps of dashed lines are to be ignored.
            Assert.Contains((byte)254, lines);
            Assert.Contains((byte)255, lines);
            Assert.Contains((byte)0, lines);
        }

        GivenLabels given = truth.Objects(2, SmallDrive.Options.Width, SmallDrive.Options.Height);
        Assert.True(given.IsComplete);
        Assert.All(given.Boxes, box => Assert.Contains(box.Class, LabelSet.Classes));
        Assert.All(given.Boxes, box => Assert.True(box.XMin >= 0 && box.XMax <= SmallDrive.Options.Width && box.Track is not null));
    }

    [Fact]
    public void Constructor_BrokenTruth_NamesIt()
    {
        _folder.Write(SimulatedTruth.MaskFile, "");
        string path = _folder.Write(DriveTruth.FileName, """{"schema":1}""");
        Assert.StartsWith($"{path}: expected truth", Assert.Throws<LabelSetException>(() => new SimulatedTruth(_folder.Path).Dispose()).Message, StringComparison.Ordinal);
    }
}
