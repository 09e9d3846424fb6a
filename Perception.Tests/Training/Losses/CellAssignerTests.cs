using Training.Losses;
using Training.Samples;

namespace Perception.Tests.Training.Losses;

public sealed class CellAssignerTests
{
    private const int Size = 64;

    /// <summary>8×8, 4×4 and 2×2 cells.</summary>
    private const int Cells = 84;

    private readonly CellAssigner _assigner = new(Size, Size, new AssignmentOptions());
    private readonly CellTargets _targets = new(2, Cells);

    public CellAssignerTests() => _targets.Clear();

    [Fact]
    public void Assign_SmallBox_TakesTheCellsAroundItsMiddleOnTheFinestLevel()
    {
        // Middle (12, 12), reach 1.5 strides of 8: the cell centres 4, 12 and 20 both ways.
        _assigner.Assign(0, [new SampleBox(1, 2, 2, 22, 22, false)], _targets);

        Assert.Equal([0, 1, 2, 8, 9, 10, 16, 17, 18], _targets.Positives);
        Assert.All(_targets.Classes, one => Assert.Equal(1, one));
        Assert.Equal([4f, 4f, 8f], _targets.Grid[..3]);
        Assert.Equal([2f, 2f, 22f, 22f], _targets.Boxes[..4]);
    }

    [Fact]
    public void Assign_SecondImage_CountsItsRowsOn()
    {
        _assigner.Assign(1, [new SampleBox(0, 9, 9, 15, 15, false)], _targets);

        Assert.Equal([Cells + 9], _targets.Positives);
    }

    [Fact]
    public void Assign_LongBox_TakesBothLevelsOfItsLength()
    {
        // Longer side 50: strides 8 (0 to 56) and 16 (36 to 128).
        _assigner.Assign(0, [new SampleBox(0, 5, 5, 55, 55, false)], _targets);

        Assert.Contains(_targets.Positives, row => row < 64);
        Assert.Contains(_targets.Positives, row => row is >= 64 and < 80);
        Assert.DoesNotContain(_targets.Positives, row => row >= 80);
    }

    [Fact]
    public void Assign_TwoBoxesOneCell_GivesItToTheSmaller()
    {
        _assigner.Assign(0, [new SampleBox(0, 0, 0, 24, 24, false), new SampleBox(1, 9, 9, 15, 15, false)], _targets);

        int place = _targets.Positives.IndexOf(9);
        Assert.Equal(1, _targets.Classes[place]);
    }

    [Fact]
    public void Assign_IgnoredBox_SilencesItsCellsButNotAnotherBoxs()
    {
        _assigner.Assign(0, [new SampleBox(0, 0, 0, 64, 64, true), new SampleBox(0, 9, 9, 15, 15, false)], _targets);

        Assert.Equal([9], _targets.Positives);
        Assert.Equal(1, _targets.Weights[9]);
        Assert.Equal(1, _targets.Weights[..Cells].Sum());
    }

    [Fact]
    public void Assign_ObjectsNotLabelled_SilencesTheImage()
    {
        _assigner.Assign(0, null, _targets);

        Assert.Equal(0, _targets.Weights[..Cells].Sum());
        Assert.Equal(Cells, _targets.Weights[Cells..].Sum());
    }
}
