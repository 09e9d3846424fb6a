using Labelling.Sets;
using OpenCvSharp;
using Perception.Tests.Shared;
using Training.Samples;

namespace Perception.Tests.Training.Samples;

public sealed class StoredFrameTests
{
    [Fact]
    public void Load_LineBesidePixelsToIgnore_StaysSure()
    {
        // A line three pixels wide, then five to ignore, as beside a drive's dashed line; shrunk from 480 to 384 columns.
        using TemporaryFolder folder = new();
        const int Columns = 480, Rows = 270;
        using Mat image = new(2 * Rows, 2 * Columns, MatType.CV_8UC3, Scalar.All(90));
        using Mat mask = new(Rows, Columns, MatType.CV_8UC1, Scalar.All(0));
        for (int x = 0; x < Columns; x += 8)
        {
            Cv2.Rectangle(mask, new Rect(x, 0, 3, Rows), Scalar.All(254), -1);
            Cv2.Rectangle(mask, new Rect(x + 3, 0, 5, Rows), Scalar.All(255), -1);
        }

        Cv2.ImWrite(folder.At("image.png"), image);
        Cv2.ImWrite(folder.At("mask.png"), mask);
        LabelledFrame labels = new() { Image = "image.png", Scene = "drawn", Origin = "drawn", Width = 2 * Columns, Height = 2 * Rows, Boxes = null, Drivable = null, LaneLines = "mask.png" };

        using StoredFrame frame = StoredFrame.Load(folder.Path, labels, LabelSet.Classes, 768);

        using Mat unsure = new();
        Cv2.Compare(frame.LaneLines!.Probability, Scalar.All(255), unsure, CmpTypes.LT);
        Cv2.BitwiseAnd(unsure, frame.LaneLines.Known, unsure);
        Assert.InRange(Cv2.CountNonZero(frame.LaneLines.Known), 1, frame.LaneLines.Known.Rows * frame.LaneLines.Known.Cols - 1);
        Assert.Equal(0, Cv2.CountNonZero(unsure));
    }
}
