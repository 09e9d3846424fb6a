using Perception.Tests.Shared;
using TorchSharp;
using Training.Losses;
using Training.Networks;
using Training.Torch;
using static TorchSharp.torch;

namespace Perception.Tests.Training.Losses;

[Collection(Alone.Name)]
public sealed class LossTests
{
    public LossTests() => TorchLibrary.Prepare();

    [Fact]
    public void Overlaps_ShiftedSquares_AreAsWorkedOutByHand()
    {
        using DisposeScope scope = NewDisposeScope();

        // 10×10 squares that share 5×5: 25 / 175; their hull is 15×15, 50 of its 225 in neither.
        (Tensor overlap, Tensor generalised) = DetectionLoss.Overlaps(tensor(new float[,] { { 0, 0, 10, 10 } }), tensor(new float[,] { { 5, 5, 15, 15 } }));

        Assert.Equal(25.0 / 175, overlap.item<float>(), 1e-6);
        Assert.Equal((25.0 / 175) - (50.0 / 225), generalised.item<float>(), 1e-6);
    }

    [Fact]
    public void DetectionLoss_PerfectAnswer_IsNearNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        (TriTaskOutput output, CellTargets targets) = OneBox(distance: 1, logit: 12);

        (Tensor classes, Tensor boxes) = DetectionLoss.Of(output, targets, [1]);

        Assert.Equal(0, boxes.item<float>(), 1e-5);
        Assert.Equal(0, classes.item<float>(), 1e-3);
    }

    [Fact]
    public void DetectionLoss_BoxTwiceAsWide_AsksForLessConfidence()
    {
        using DisposeScope scope = NewDisposeScope();

        // IoU 1/4, so the wanted score is 0.3 + 0.7/4 = 0.475, and GIoU 1/4 as well: the hull is the wider box.
        (TriTaskOutput output, CellTargets targets) = OneBox(distance: 2, logit: (float)Math.Log(0.475 / 0.525));

        (Tensor classes, Tensor boxes) = DetectionLoss.Of(output, targets, [1]);

        Assert.Equal(0.75, boxes.item<float>(), 1e-5);
        Assert.Equal(0, classes.item<float>(), 1e-5);
    }

    [Fact]
    public void DetectionLoss_ClassWeights_WeighTheMean()
    {
        using DisposeScope scope = NewDisposeScope();
        CellTargets targets = new(1, 2);
        targets.Clear();
        targets.Positives.AddRange([0, 1]);
        targets.Classes.AddRange([0, 1]);
        targets.Boxes.AddRange([0, 0, 16, 16, 0, 0, 16, 16]);
        targets.Grid.AddRange([8, 8, 8, 8, 8, 8]);
        Tensor distances = zeros(1, 2, 4);
        distances[0, 0] = MathF.Log(2);
        TriTaskOutput output = new(full([1, 2, 2], -20f), distances, zeros(1, 2, 1, 1));

        (Tensor classes, Tensor boxes) = DetectionLoss.Of(output, targets, [1, 3]);

        // The first cell's box is twice as wide: 1 - GIoU = 0.75 and a wanted score of 0.475; the second's is right: 0 and 1. A score of
        // practically 0 costs wanted² · 20 · wanted each.
        Assert.Equal(0.75 / 4, boxes.item<float>(), 1e-5);
        Assert.Equal(20 * (Math.Pow(0.475, 3) + 3) / 4, classes.item<float>(), 1e-3);
    }

    [Fact]
    public void MaskLoss_UnlabelledPixels_TeachNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor wanted = zeros(1, 2, 2, 2);
        Tensor known = ones(1, 2, 2, 2);
        known[0, 0, 0, 0] = 0;
        Tensor quiet = full([1, 2, 2, 2], -20f);
        Tensor loud = quiet.clone();
        loud[0, 0, 0, 0] = 20;

        (Tensor before, _) = MaskLoss.Of(quiet, wanted, known);
        (Tensor after, _) = MaskLoss.Of(loud, wanted, known);

        Assert.Equal(before.item<float>(), after.item<float>(), 1e-6);
    }

    [Fact]
    public void MaskLoss_MissedLanePixel_CostsMoreThanMissedRoadPixel()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor wanted = zeros(1, 2, 8, 8);
        wanted[0, 0, 3, 3] = 1;
        wanted[0, 1, 3, 3] = 1;

        (Tensor drivable, Tensor lanes) = MaskLoss.Of(full([1, 2, 8, 8], -6f), wanted, ones(1, 2, 8, 8));

        Assert.True(lanes.item<float>() > drivable.item<float>());
    }

    /// <summary>One image of one cell of stride 8 with one class, centred on a box of ±8 pixels.</summary>
    private static (TriTaskOutput Output, CellTargets Targets) OneBox(float distance, float logit)
    {
        CellTargets targets = new(1, 1);
        targets.Clear();
        targets.Positives.Add(0);
        targets.Classes.Add(0);
        targets.Boxes.AddRange([0, 0, 16, 16]);
        targets.Grid.AddRange([8, 8, 8]);
        return (new TriTaskOutput(full([1, 1, 1], logit), full([1, 1, 4], MathF.Log(distance)), zeros(1, 2, 1, 1)), targets);
    }
}
