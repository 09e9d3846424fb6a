using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;
using Perception.Tests.Training.Onnx;
using Perception.Tests.Training.Samples;
using Training.Shipping;

namespace Perception.Tests.Training.Shipping;

public sealed class FailureFinderTests
{
    private static readonly FailureOptions Options = new() { LeastScore = 0.4f, LeastOverlap = 0.5f, LeastHeight = 0.1f };

    [Fact]
    public void Compare_OneFoundOneMissedOneInvented_IsSoJudged()
    {
        LabelledFrame frame = Frame([Label(0, 0, 20, 20), Label(50, 0, 70, 20)]);
        Detection[] detections = [Found(0.9f, 1, 0, 21, 20), Found(0.5f, 0, 60, 30, 90), Found(0.3f, 50, 0, 70, 20)];

        FrameVerdict verdict = FailureFinder.Compare(frame, detections, Options);

        Assert.Equal([new Box(0, 0, 20, 20)], verdict.Found);
        Assert.Equal([new Box(50, 0, 70, 20)], verdict.Missed);
        Assert.Equal([new Box(0, 60, 30, 90)], verdict.False);
        Assert.Equal(20 + 30, verdict.Weight);
    }

    [Fact]
    public void Compare_IgnoredAndSmallObjects_AreHeldAgainstNobody()
    {
        LabelledFrame frame = Frame([Label(0, 0, 40, 40) with { Ignore = true }, Label(60, 0, 66, 6)]);
        Detection[] detections = [Found(0.9f, 10, 10, 30, 30), Found(0.9f, 60, 0, 66, 6)];

        FrameVerdict verdict = FailureFinder.Compare(frame, detections, Options);

        Assert.Empty(verdict.Found);
        Assert.Equal(0, verdict.Weight);
    }

    [Fact]
    public void Compare_OtherClass_IsBothMissedAndInvented()
    {
        FrameVerdict verdict = FailureFinder.Compare(Frame([Label(0, 0, 20, 20)]), [Found(0.9f, 0, 0, 20, 20) with { Class = ObjectClass.Pedestrian }], Options);

        Assert.Single(verdict.Missed);
        Assert.Single(verdict.False);
    }

    [Fact]
    public void Run_Failures_AreOnTheCardWithPictures()
    {
        using TemporaryFolder folder = new();
        string set = SmallSet.Write(folder.At("set"), 8);
        string from = folder.At("untrained.onnx");
        File.WriteAllBytes(from, global::Training.Onnx.OnnxExporter.Write(SmallWeights.Random(classes: 3, seed: 3), 96, 64));

        ExportCommand.Run(from, new ShippingOptions { Folder = folder.At("models"), Name = "small", Width = 96, Height = 64 }, null, (0.5, 0.5, 0.5), [set], TextWriter.Null);

        // Four scenes are in the set, and an untrained network fails in each.
        string card = File.ReadAllText(folder.At("models", "small.md"));
        for (int number = 1; number <= 4; number++)
        {
            Assert.Contains($"](pictures/small/{number}.jpg)", card, StringComparison.Ordinal);
            using Mat picture = Cv2.ImRead(folder.At("models", "pictures", "small", $"{number}.jpg"));
            Assert.Equal((640, 320), (picture.Width, picture.Height));
        }

        Assert.Contains("of 1 road users it misses 1 (red)", card, StringComparison.Ordinal);
        _ = NetworkManifest.Load(folder.At("models", "small.yaml"));
    }

    private static LabelledFrame Frame(LabelledBox[] boxes) => new()
    {
        Image = "a.jpg", Scene = "a", Origin = "drawn", Width = 100, Height = 100, Boxes = boxes, Drivable = null, LaneLines = null,
    };

    private static LabelledBox Label(float left, float top, float right, float bottom) => new()
    {
        Class = ObjectClass.Vehicle, XMin = left, YMin = top, XMax = right, YMax = bottom, Confidence = 1, Sources = ["truth"],
    };

    private static Detection Found(float score, float left, float top, float right, float bottom) => new(ObjectClass.Vehicle, score, new Box(left, top, right, bottom));
}
