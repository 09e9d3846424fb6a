using Evaluation.Detection;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Perception.Tests.Evaluation.Detection;

public sealed class AveragePrecisionTests
{
    private static readonly ClassRule Car = ClassRule.Standard[0];

    [Fact]
    public void Coco_RightWrongRight_IsTheMeanOver101Recalls()
    {
        // Recall 0.5 at precision 1, then a wrong one, then recall 1 at precision 2/3: 51 recalls at 1 and 50 at 2/3.
        DetectionRun run = Run(
            [Truth(0), Truth(100)],
            [Found(0, 0.9f), Found(300, 0.8f), Found(100, 0.7f)]);

        Assert.Equal((51 + (50 * 2 / 3.0)) / 101, CocoPrecision.Average([run], Car, 0.5), 1e-9);
    }

    [Fact]
    public void Coco_OverlapAtTheThreshold_Counts()
    {
        // 40 × 40 boxes shifted by 10: intersection 1200, union 2000, overlap 0.6.
        DetectionRun run = Run([Truth(0)], [Found(10, 0.9f)]);

        Assert.Equal(1, CocoPrecision.Average([run], Car, 0.6), 1e-9);
        Assert.Equal(0, CocoPrecision.Average([run], Car, 0.65), 1e-9);
        Assert.Equal(0.3, CocoPrecision.AverageOverThresholds([run], Car), 1e-9);
    }

    [Fact]
    public void Coco_SecondDetectionOfOneObject_IsWrong()
    {
        DetectionRun run = Run([Truth(0), Truth(100)], [Found(0, 0.9f), Found(1, 0.8f)]);

        Assert.Equal([1, 0.5], CocoPrecision.Curve([run], Car, 0.5).Select(point => point.Precision));
    }

    [Fact]
    public void Coco_VanAndRegion_AreNeitherRightNorWrong()
    {
        DetectionRun run = Run(
            [Truth(0), Truth(100, "van"), new TruthBox("dontcare", new Box(200, 0, 500, 100)) { IsRegion = true }],
            [Found(0, 0.5f), Found(100, 0.9f), Found(210, 0.9f), Found(310, 0.9f)]);

        Assert.Equal(new RecallPoint(1, 1, 0.5f), Assert.Single(CocoPrecision.Curve([run], Car, 0.5)));
    }

    [Fact]
    public void Coco_NoTruth_IsNotANumber() => Assert.True(double.IsNaN(CocoPrecision.Average([Run([], [Found(0, 0.9f)])], Car, 0.5)));

    [Fact]
    public void Kitti_FortyObjectsAllFound_IsThirtyNineFortieths()
    {
        // Forty found objects give thresholds at the recalls 1/40 … 40/40; the definition reads the 2nd to 41st of 41 and the last is empty.
        DetectionRun[] runs = [.. Enumerable.Range(0, 40).Select(i => Run([Truth(0)], [Found(0, 1 - (i / 100f))]))];

        Assert.Equal(39 / 40.0, KittiPrecision.Average(runs, Car, KittiDifficulty.All[0]), 1e-9);
    }

    [Fact]
    public void Kitti_EveryOtherDetectionWrong_IsHalfThat()
    {
        // Each wrong detection scores as its image's right one: the precision is one half at every threshold.
        DetectionRun[] runs = [.. Enumerable.Range(0, 40).Select(i => Run([Truth(0)], [Found(0, 1 - (i / 100f)), Found(500, 1 - (i / 100f))]))];

        Assert.Equal(39 / 80.0, KittiPrecision.Average(runs, Car, KittiDifficulty.All[0]), 1e-9);
    }

    [Fact]
    public void Kitti_SmallOccludedAndTruncatedTruth_CountsByDifficulty()
    {
        TruthBox[] truth =
        [
            new("car", new Box(0, 0, 60, 40)),
            new("car", new Box(100, 0, 160, 30)),
            new("car", new Box(200, 0, 260, 40)) { Occlusion = 2 },
            new("car", new Box(300, 0, 360, 40)) { Truncation = 0.45 },
            new("car", new Box(400, 0, 460, 20)),
        ];

        // Each is found; a wrong detection in the image counts at every level where something counts.
        DetectionRun[] runs =
        [
            .. Enumerable.Range(0, 40).Select(_ => new DetectionRun(
                new TruthImage("image", truth), [.. truth.Select(box => new Fusion.Tracking.Detection(ObjectClass.Car, 0.5f, box.Box))])),
        ];

        // 40, 80 and 160 objects count; all scores are equal, so that the first threshold already has every one of them right.
        Assert.All(KittiDifficulty.All, difficulty => Assert.Equal(39 / 40.0, KittiPrecision.Average(runs, Car, difficulty), 0.03));
    }

    [Fact]
    public void Kitti_DetectionInARegionOrTooSmall_IsNotWrong()
    {
        DetectionRun[] runs =
        [
            .. Enumerable.Range(0, 40).Select(i => Run(
                [Truth(0), new TruthBox("dontcare", new Box(200, 0, 500, 100)) { IsRegion = true }],
                [Found(0, 1 - (i / 100f)), Found(300, 1), new Fusion.Tracking.Detection(ObjectClass.Car, 1, new Box(600, 0, 660, 20))])),
        ];

        Assert.Equal(39 / 40.0, KittiPrecision.Average(runs, Car, KittiDifficulty.All[0]), 1e-9);
    }

    [Fact]
    public void RegionOfAnotherClass_ForgivesNothing()
    {
        DetectionRun run = Run(
            [Truth(0), new TruthBox("pedestrian", new Box(200, 0, 500, 100)) { IsRegion = true }, new TruthBox("car", new Box(600, 0, 700, 100)) { IsRegion = true }],
            [Found(0, 0.5f), Found(300, 0.9f), Found(620, 0.9f)]);

        // The second is a car where a crowd of pedestrians is: wrong. The third lies in a region of cars: not scored.
        Assert.Equal(0.5, CocoPrecision.Average([run], Car, 0.5), 1e-9);
        Assert.Equal(
            0.5 * 39 / 40, KittiPrecision.Average([.. Enumerable.Range(0, 40).Select(_ => run)], Car, KittiDifficulty.All[0]), 1e-9);
    }

    [Fact]
    public void Kitti_PedestrianOnACyclist_IsWrong()
    {
        ClassRule pedestrian = ClassRule.Standard.Single(rule => rule.Name == "Pedestrian");

        Assert.False(pedestrian.Ignores(Truth(0, "cyclist")));
        Assert.True(pedestrian.Ignores(Truth(0, "person sitting")));
    }

    private static DetectionRun Run(TruthBox[] truth, Fusion.Tracking.Detection[] detections) => new(new TruthImage("image", truth), detections);

    private static TruthBox Truth(float left, string name = "car") => new(name, new Box(left, 0, left + 40, 40));

    private static Fusion.Tracking.Detection Found(float left, float score) => new(ObjectClass.Car, score, new Box(left, 0, left + 40, 40));
}
