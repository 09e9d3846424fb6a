using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Detectors;
using Perception.Inference;

namespace Perception.Tests.Detectors;

public sealed class NmsTests
{
    private static readonly Letterbox Image = new(100, 100, 100, 100, 0, 0, 100, 100);

    [Fact]
    public void Suppress_OverlapOfOneClass_KeepsTheHigherScore()
    {
        Nms nms = new(4, 0.5f);
        nms.Add(new Detection(ObjectClass.Car, 0.6f, new Box(0, 0, 10, 10)));
        nms.Add(new Detection(ObjectClass.Car, 0.9f, new Box(1, 0, 11, 10)));
        nms.Add(new Detection(ObjectClass.Pedestrian, 0.5f, new Box(1, 0, 11, 10)));

        Detection[] kept = Suppress(nms);

        Assert.Equal([0.9f, 0.5f], kept.Select(detection => detection.Score));
    }

    [Fact]
    public void Suppress_EqualScores_KeepsTheOneAddedFirst()
    {
        Nms nms = new(4, 0.5f);
        nms.Add(new Detection(ObjectClass.Car, 0.7f, new Box(1, 0, 11, 10)));
        nms.Add(new Detection(ObjectClass.Car, 0.7f, new Box(0, 0, 10, 10)));

        Assert.Equal(1, Assert.Single(Suppress(nms)).Box.XMin);
    }

    [Fact]
    public void Suppress_BoxBeyondTheImage_IsClippedOrLeftOut()
    {
        Nms nms = new(4, 0.5f);
        nms.Add(new Detection(ObjectClass.Car, 0.7f, new Box(-5, 90, 10, 120)));
        nms.Add(new Detection(ObjectClass.Car, 0.8f, new Box(101, 0, 120, 10)));

        Assert.Equal(new Box(0, 90, 10, 100), Assert.Single(Suppress(nms)).Box);
    }

    [Fact]
    public void Suppress_LittleRoom_WritesTheBest()
    {
        Nms nms = new(4, 0.5f);
        nms.Add(new Detection(ObjectClass.Car, 0.6f, new Box(0, 0, 10, 10)));
        nms.Add(new Detection(ObjectClass.Car, 0.9f, new Box(50, 0, 60, 10)));
        Detection[] room = new Detection[1];

        Assert.Equal(1, nms.Suppress(Image, room));
        Assert.Equal(0.9f, room[0].Score);
    }

    [Fact]
    public void Suppress_RandomCandidates_EqualsTheQuadraticDefinition()
    {
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            Detection[] candidates = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomDetection(random))];
            float threshold = (float)random.NextDouble();
            Nms nms = new(candidates.Length, threshold);
            foreach (Detection candidate in candidates)
            {
                nms.Add(candidate);
            }

            Assert.Equal(Quadratic(candidates, threshold), Suppress(nms));
        }
    }

    // A candidate stays if no candidate that stays and comes before it (higher score, or equal and added earlier) overlaps it too much.
    private static List<Detection> Quadratic(Detection[] candidates, float threshold)
    {
        List<Detection> kept = [];
        foreach (Detection candidate in candidates.Select((detection, index) => (detection, index)).OrderByDescending(pair => pair.detection.Score).ThenBy(pair => pair.index).Select(pair => pair.detection))
        {
            if (!kept.Exists(other => other.Class == candidate.Class && Overlap(other.Box, candidate.Box) > threshold))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private static float Overlap(Box a, Box b)
    {
        float width = Math.Max(0, Math.Min(a.XMax, b.XMax) - Math.Max(a.XMin, b.XMin));
        float height = Math.Max(0, Math.Min(a.YMax, b.YMax) - Math.Max(a.YMin, b.YMin));
        return width * height / ((a.Width * a.Height) + (b.Width * b.Height) - (width * height));
    }

    private static Detection RandomDetection(Random random)
    {
        // Few different values, so that equal scores and equal boxes are common.
        int x = random.Next(20);
        int y = random.Next(20);
        Box box = new(x, y, x + random.Next(1, 20), y + random.Next(1, 20));
        return new Detection(random.Next(2) == 0 ? ObjectClass.Car : ObjectClass.Bus, random.Next(1, 11) / 10f, box);
    }

    private static Detection[] Suppress(Nms nms)
    {
        Detection[] detections = new Detection[100];
        return detections[..nms.Suppress(Image, detections)];
    }
}
