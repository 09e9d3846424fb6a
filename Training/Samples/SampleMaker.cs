using OpenCvSharp;

namespace Training.Samples;

/// <summary>Turns frames into samples of a batch. Thread safe: each place of a batch may be filled by another thread.</summary>
internal sealed class SampleMaker(AugmentationOptions options)
{
    private const int MosaicFrames = 4;
    private static readonly Scalar Border = Scalar.All(114);
    private readonly ImageDisturbance _disturbance = new(options);

    /// <summary>Fills place <paramref name="index"/> of the batch.</summary>
    /// <param name="batch">Its size decides the sample's.</param>
    /// <param name="index">Place in the batch.</param>
    /// <param name="draw">Gives a frame; asked once, or four times for a mosaic.</param>
    /// <param name="random">Decides everything random.</param>
    public void Fill(SampleBatch batch, int index, Func<StoredFrame> draw, Random random)
    {
        Size size = new(batch.Width, batch.Height);
        Size half = new(batch.Width / 2, batch.Height / 2);
        using Mat image = new(size, MatType.CV_8UC3, Border);
        using Mat drivable = new(half, MatType.CV_8UC1, Scalar.All(0));
        using Mat drivableKnown = new(half, MatType.CV_8UC1, Scalar.All(0));
        using Mat lanes = new(half, MatType.CV_8UC1, Scalar.All(0));
        using Mat lanesKnown = new(half, MatType.CV_8UC1, Scalar.All(0));
        List<SampleBox>? boxes = [];
        bool mosaic = random.NextDouble() < options.MosaicShare;
        for (int part = 0; part < (mosaic ? MosaicFrames : 1); part++)
        {
            Rect place = mosaic
                ? new Rect(part % 2 * half.Width, part / 2 * half.Height, half.Width, half.Height)
                : new Rect(0, 0, size.Width, size.Height);
            StoredFrame frame = draw();
            FrameGeometry geometry = FrameGeometry.Draw(frame.Image.Size(), place, options, random);
            geometry.Warp(frame.Image, image, place, Border);
            DrawMask(frame.Drivable, frame.Image.Size(), geometry, drivable, drivableKnown, place);
            DrawMask(frame.LaneLines, frame.Image.Size(), geometry, lanes, lanesKnown, place);
            if (frame.Boxes is null)
            {
                boxes = null;
            }
            else
            {
                AddBoxes(frame.Boxes, geometry, place, boxes);
            }
        }

        Point[] bonnet = _disturbance.Apply(image, random);
        if (bonnet.Length > 0)
        {
            Point[] outline = [.. bonnet.Select(corner => new Point(corner.X / 2, corner.Y / 2))];
            Cv2.FillPoly(drivable, [outline], Scalar.All(0));
            Cv2.FillPoly(lanes, [outline], Scalar.All(0));
        }

        batch.Boxes[index] = boxes;
        WritePlanes(image, batch.Images.AsSpan(index * 3 * size.Width * size.Height, 3 * size.Width * size.Height));
        int plane = half.Width * half.Height;
        WriteShares(drivable, batch.Masks.AsSpan(((2 * index) + 0) * plane, plane));
        WriteShares(lanes, batch.Masks.AsSpan(((2 * index) + 1) * plane, plane));
        WriteKnown(drivableKnown, batch.Known.AsSpan(((2 * index) + 0) * plane, plane));
        WriteKnown(lanesKnown, batch.Known.AsSpan(((2 * index) + 1) * plane, plane));
    }

    private static void DrawMask(StoredMask? mask, Size frame, in FrameGeometry geometry, Mat probability, Mat known, Rect place)
    {
        if (mask is null)
        {
            return;
        }

        FrameGeometry scaled = geometry.Rescaled((double)frame.Width / mask.Probability.Width, (double)frame.Height / mask.Probability.Height, 0.5);
        Rect part = new(place.X / 2, place.Y / 2, place.Width / 2, place.Height / 2);
        scaled.Warp(mask.Probability, probability, part, Scalar.All(0));
        scaled.Warp(mask.Known, known, part, Scalar.All(0));
    }

    private void AddBoxes(IReadOnlyList<SampleBox> boxes, in FrameGeometry geometry, Rect place, List<SampleBox>? into)
    {
        foreach (SampleBox box in boxes)
        {
            SampleBox moved = geometry.Move(box);
            SampleBox cut = moved with
            {
                XMin = Math.Max(moved.XMin, place.Left), YMin = Math.Max(moved.YMin, place.Top),
                XMax = Math.Min(moved.XMax, place.Right), YMax = Math.Min(moved.YMax, place.Bottom),
            };
            float width = cut.XMax - cut.XMin;
            float height = cut.YMax - cut.YMin;
            if (width <= 0 || height <= 0)
            {
                continue;
            }

            float visible = width * height / ((moved.XMax - moved.XMin) * (moved.YMax - moved.YMin));
            bool ignore = box.Ignore || visible < options.VisibleShare || Math.Max(width, height) < options.SmallestSide;
            into?.Add(cut with { Ignore = ignore });
        }
    }

    private static void WritePlanes(Mat image, Span<byte> planes)
    {
        int count = planes.Length / 3;
        Span<byte> pixels = Bytes(image, 3 * count);
        Span<byte> red = planes[..count];
        Span<byte> green = planes.Slice(count, count);
        Span<byte> blue = planes.Slice(2 * count, count);
        for (int i = 0; i < count; i++)
        {
            blue[i] = pixels[3 * i];
            green[i] = pixels[(3 * i) + 1];
            red[i] = pixels[(3 * i) + 2];
        }
    }

    private static void WriteShares(Mat mask, Span<float> shares)
    {
        Span<byte> pixels = Bytes(mask, shares.Length);
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = pixels[i] / 255f;
        }
    }

    /// <summary>Known only where every pixel that was mixed into one is.</summary>
    private static void WriteKnown(Mat mask, Span<float> known)
    {
        Span<byte> pixels = Bytes(mask, known.Length);
        for (int i = 0; i < known.Length; i++)
        {
            known[i] = pixels[i] == byte.MaxValue ? 1 : 0;
        }
    }

    private static unsafe Span<byte> Bytes(Mat image, int length) => new(image.DataPointer, length);
}
