using OpenCvSharp;

namespace Perception.Tests.Shared;

/// <summary>Small drives that tests draw for themselves: a road with lane lines and a box-shaped vehicle ahead.</summary>
internal static class DrawnRoad
{
    public const int Width = 480;
    public const int Height = 270;
    public const int FramesPerSecond = 20;

    public static void Draw(Mat image, int frame)
    {
        image.Create(Height, Width, MatType.CV_8UC3);
        image.SetTo(new Scalar(210, 180, 140));
        Cv2.Rectangle(image, new Rect(0, Height / 2, Width, Height / 2), new Scalar(70, 110, 70), thickness: -1);
        Point[] road = [new(Width / 2 - 12, Height / 2), new(Width / 2 + 12, Height / 2), new(Width - 20, Height), new(20, Height)];
        Cv2.FillConvexPoly(image, road, new Scalar(95, 95, 95));
        Cv2.Line(image, new Point(Width / 2 - 6, Height / 2), new Point(120, Height), Scalar.White, thickness: 4, LineTypes.AntiAlias);
        Cv2.Line(image, new Point(Width / 2 + 6, Height / 2), new Point(Width - 120, Height), Scalar.White, thickness: 4, LineTypes.AntiAlias);
        int size = 30 + (frame % 40);
        Rect car = new((Width - size) / 2, (Height / 2) + 8, size, size * 3 / 4);
        Cv2.Rectangle(image, car, new Scalar(40, 30, 120), thickness: -1);
        Cv2.Rectangle(image, new Rect(car.X + (size / 6), car.Y + 2, size * 2 / 3, size / 4), new Scalar(60, 50, 40), thickness: -1);
    }

    /// <summary>Writes a video of so many frames.</summary>
    public static string WriteVideo(string path, int frames)
    {
        using Mat image = new();
        using VideoWriter writer = new(path, FourCC.FromString("mp4v"), FramesPerSecond, new Size(Width, Height));
        Assert.True(writer.IsOpened());
        for (int frame = 0; frame < frames; frame++)
        {
            Draw(image, frame);
            writer.Write(image);
        }

        return path;
    }

    /// <summary>Writes a folder of images with a timestamps file, 20 Hz.</summary>
    public static string WriteImages(string folder, int frames)
    {
        Directory.CreateDirectory(folder);
        using Mat image = new();
        List<string> times = ["frame,captureTimeNs"];
        for (int frame = 0; frame < frames; frame++)
        {
            Draw(image, frame);
            Assert.True(image.SaveImage(Path.Combine(folder, $"{frame:000000}.png")));
            times.Add($"{frame},{frame * 50_000_000L}");
        }

        File.WriteAllLines(Path.Combine(folder, "timestamps.csv"), times);
        return folder;
    }
}
