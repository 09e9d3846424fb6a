using Fusion.Tracking;
using Labelling.Sets;
using OpenCvSharp;

namespace Perception.Tests.Training.Samples;

/// <summary>A set of drawn frames: a grey road below a horizon, a white line on it, dark boxes as vehicles.</summary>
internal static class SmallSet
{
    public const int Width = 192;
    public const int Height = 96;

    public static string Write(string folder, int frames, bool labelled = true)
    {
        _ = Directory.CreateDirectory(folder);
        Random random = new(4);
        List<string> lines = [];
        for (int i = 0; i < frames; i++)
        {
            using Mat image = new(Height, Width, MatType.CV_8UC3, new Scalar(220, 180, 140));
            using Mat road = new(Height / 2, Width / 2, MatType.CV_8UC1, Scalar.All(0));
            using Mat line = road.Clone();
            Cv2.Rectangle(image, new Rect(0, 48, Width, 48), Scalar.All(90), -1);
            Cv2.Rectangle(road, new Rect(0, 24, Width / 2, 24), Scalar.All(254), -1);
            int x = random.Next(20, 80);
            Cv2.Line(image, x, 48, x, 95, Scalar.All(250), 4);
            Cv2.Line(line, x / 2, 24, x / 2, 47, Scalar.All(254), 2);
            int left = random.Next(90, 140);
            Cv2.Rectangle(image, new Rect(left, 50, 40, 30), new Scalar(20, 20, random.Next(20, 120)), -1);
            Cv2.ImWrite(Path.Combine(folder, $"{i}.png"), image);
            Cv2.ImWrite(Path.Combine(folder, $"{i}-road.png"), road);
            Cv2.ImWrite(Path.Combine(folder, $"{i}-line.png"), line);
            lines.Add(LabelSet.Format(new LabelledFrame
            {
                Image = $"{i}.png", Scene = $"scene-{i % 4}", Origin = "drawn", Width = Width, Height = Height,
                Boxes = labelled
                    ? [new LabelledBox { Class = ObjectClass.Vehicle, XMin = left, YMin = 50, XMax = left + 40, YMax = 80, Confidence = 1, Sources = ["truth"] }]
                    : null,
                Drivable = labelled ? $"{i}-road.png" : null,
                LaneLines = labelled ? $"{i}-line.png" : null,
            }));
        }

        File.WriteAllLines(Path.Combine(folder, LabelSet.FileName), lines);
        return folder;
    }
}
