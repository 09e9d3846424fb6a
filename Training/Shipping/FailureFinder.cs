using System.Globalization;
using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Sensors;

namespace Training.Shipping;

/// <summary>Finds the frames of a labelled set in which a finished network misses or invents most, and draws them for its card.</summary>
internal sealed class FailureFinder
{
    private const int MaximumDetections = 300;
    private const int LineWidth = 2;
    private static readonly Scalar FoundColour = new(120, 200, 80);
    private static readonly Scalar MissedColour = new(40, 40, 230);
    private static readonly Scalar FalseColour = new(0, 165, 255);
    private readonly Network _network;
    private readonly FailureOptions _options;
    private readonly IObjectDecoder _decoder;
    private readonly Detection[] _detections = new Detection[MaximumDetections];

    /// <param name="network">The caller's.</param>
    /// <param name="options">Validated here.</param>
    public FailureFinder(Network network, FailureOptions options)
    {
        OptionRanges.Require(options);
        _network = network;
        _options = options;
        _decoder = DecoderRegistry.Standard.CreateObjectDecoder(network)!;
    }

    /// <summary>The worst frames, one a scene.</summary>
    /// <param name="sets">Folders of labelled sets. Their frames are copied into the pictures: only what may be published.</param>
    /// <param name="pictures">Folder that takes the pictures.</param>
    /// <exception cref="LabelSetException">A set cannot be read.</exception>
    /// <exception cref="TrainingException">An image cannot be read.</exception>
    public IReadOnlyList<CardFailure> Find(IReadOnlyList<string> sets, string pictures)
    {
        List<(string Folder, LabelledFrame Frame, FrameVerdict Verdict)> judged = [];
        foreach (string folder in sets)
        {
            judged.AddRange(LabelSet.Read(folder).Where(frame => frame.Boxes is not null).Select(frame => (folder, frame, Judge(folder, frame))));
        }

        (string Folder, LabelledFrame Frame, FrameVerdict Verdict)[] worst =
        [
            .. judged.Where(one => one.Verdict.Weight > 0)
                .GroupBy(one => one.Frame.Scene, (_, scene) => scene.MaxBy(one => one.Verdict.Weight / one.Frame.Height))
                .OrderByDescending(one => one.Verdict.Weight / one.Frame.Height)
                .Take(_options.Count),
        ];
        _ = Directory.CreateDirectory(pictures);
        return [.. worst.Select((one, number) => Draw(one.Folder, one.Frame, one.Verdict, Path.Combine(pictures, string.Create(CultureInfo.InvariantCulture, $"{number}.jpg"))))];
    }

    private FrameVerdict Judge(string folder, LabelledFrame frame)
    {
        using Mat image = Read(folder, frame);
        using NetworkBinding binding = _network.CreateBinding(image.Width, image.Height);
        binding.Preprocess(image);
        _network.Run(binding);
        int count = _decoder.Decode(binding, _detections);
        return Compare(frame, _detections.AsSpan(0, count), _options);
    }

    /// <summary>Detections claim objects of their class by descending score.</summary>
    internal static FrameVerdict Compare(LabelledFrame frame, ReadOnlySpan<Detection> detections, FailureOptions options)
    {
        List<Box> found = [];
        List<Box> invented = [];
        List<LabelledBox> open = [.. frame.Boxes!.Where(box => !IsExcused(box, frame, options))];
        LabelledBox[] excused = [.. frame.Boxes!.Where(box => IsExcused(box, frame, options))];
        foreach (Detection detection in detections.ToArray().Where(detection => detection.Score >= options.LeastScore).OrderByDescending(detection => detection.Score))
        {
            LabelledBox? best = open.Where(box => box.Class == detection.Class).MaxBy(box => box.ToBox().IntersectionOverUnion(detection.Box));
            if (best is not null && best.ToBox().IntersectionOverUnion(detection.Box) >= options.LeastOverlap)
            {
                _ = open.Remove(best);
                found.Add(best.ToBox());
            }
            else if (detection.Box.Height >= options.LeastHeight * frame.Height && !excused.Any(box => detection.Box.ShareInside(box.ToBox()) >= options.LeastOverlap))
            {
                invented.Add(detection.Box);
            }
        }

        return new FrameVerdict(found, [.. open.Select(box => box.ToBox())], invented);
    }

    private static bool IsExcused(LabelledBox box, LabelledFrame frame, FailureOptions options) => box.Ignore || box.YMax - box.YMin < options.LeastHeight * frame.Height;

    private CardFailure Draw(string folder, LabelledFrame frame, FrameVerdict verdict, string path)
    {
        using Mat image = Read(folder, frame);
        double scale = (double)_options.PictureWidth / frame.Width;
        using Mat picture = new();
        Cv2.Resize(image, picture, new Size(_options.PictureWidth, Math.Round(frame.Height * scale)), interpolation: InterpolationFlags.Area);
        foreach ((IReadOnlyList<Box> boxes, Scalar colour) in (ReadOnlySpan<(IReadOnlyList<Box>, Scalar)>)[(verdict.Found, FoundColour), (verdict.False, FalseColour), (verdict.Missed, MissedColour)])
        {
            foreach (Box box in boxes)
            {
                Cv2.Rectangle(picture, Rect.FromLTRB((int)(box.XMin * scale), (int)(box.YMin * scale), (int)(box.XMax * scale), (int)(box.YMax * scale)), colour, LineWidth, LineTypes.AntiAlias);
            }
        }

        return Cv2.ImWrite(path, picture)
            ? new CardFailure(FormattableString.Invariant($"{frame.Scene}: of {verdict.Found.Count + verdict.Missed.Count} road users it misses {verdict.Missed.Count} (red) and finds {verdict.Found.Count} (green); {verdict.False.Count} that it finds are none (orange)."), path)
            : throw new TrainingException($"{path}: expected to write a picture, found that it cannot be written.");
    }

    private static Mat Read(string folder, LabelledFrame frame)
    {
        string path = Path.Combine(folder, frame.Image);
        Mat image = Cv2.ImRead(path, ImreadModes.Color);
        if (image.Empty())
        {
            image.Dispose();
            throw new TrainingException($"{path}: expected an image, found one that cannot be decoded.");
        }

        return image;
    }
}
