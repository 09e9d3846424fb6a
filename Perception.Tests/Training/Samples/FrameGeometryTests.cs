using OpenCvSharp;
using Training.Samples;

namespace Perception.Tests.Training.Samples;

public sealed class FrameGeometryTests
{
    [Fact]
    public void Draw_WithoutAugmentation_StretchesTheWholeFrame()
    {
        FrameGeometry geometry = FrameGeometry.Draw(new Size(200, 100), new Rect(0, 0, 100, 100), AugmentationOptions.None, new Random(1));

        Assert.Equal(new SampleBox(0, 5, 20, 50, 60, false), geometry.Move(new SampleBox(0, 10, 20, 100, 60, false)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Move_AnyDraw_LiesWhereWarpPutsThePixels(int seed)
    {
        using Mat frame = new(120, 200, MatType.CV_8UC1, Scalar.All(0));
        Cv2.Rectangle(frame, new Rect(80, 40, 30, 20), Scalar.All(255), -1);
        using Mat sample = new(128, 224, MatType.CV_8UC1, Scalar.All(0));
        AugmentationOptions options = new() { RotationDeg = 0 };

        FrameGeometry geometry = FrameGeometry.Draw(frame.Size(), new Rect(0, 0, 224, 128), options, new Random(seed));
        geometry.Warp(frame, sample, new Rect(0, 0, 224, 128), Scalar.All(0));

        SampleBox box = geometry.Move(new SampleBox(0, 80, 40, 110, 60, false));
        Cv2.Threshold(sample, sample, 127, 255, ThresholdTypes.Binary);
        Rect found = Cv2.BoundingRect(sample);
        Assert.InRange(found.Left, Math.Max(0, box.XMin) - 1, Math.Max(0, box.XMin) + 1);
        Assert.InRange(found.Top, Math.Max(0, box.YMin) - 1, Math.Max(0, box.YMin) + 1);
        Assert.InRange(found.Right, Math.Min(224, box.XMax) - 1, Math.Min(224, box.XMax) + 1);
        Assert.InRange(found.Bottom, Math.Min(128, box.YMax) - 1, Math.Min(128, box.YMax) + 1);
    }

    [Fact]
    public void Rescaled_HalfSizeMask_LiesOnTheHalfSizeSample()
    {
        FrameGeometry geometry = FrameGeometry.Draw(new Size(200, 120), new Rect(0, 0, 224, 128), new AugmentationOptions(), new Random(9));
        SampleBox whole = geometry.Move(new SampleBox(0, 80, 40, 110, 60, false));

        SampleBox half = geometry.Rescaled(2, 2, 0.5).Move(new SampleBox(0, 40, 20, 55, 30, false));

        Assert.Equal(whole.XMin / 2, half.XMin, 1e-4f);
        Assert.Equal(whole.YMax / 2, half.YMax, 1e-4f);
    }
}
