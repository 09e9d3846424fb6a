using Labelling.Masks;
using Labelling.Sets;
using Labelling.Voting;
using OpenCvSharp;

namespace Perception.Teaching;

/// <summary>Labels one image after another and stores each with its masks. For one thread.</summary>
internal sealed class FrameLabeller : IDisposable
{
    private const double RoadShare = 0.05;

    // Of given truth, pixels of an image as wide as the reference.
    private const float LeastTruthHeight = 8f;
    private const float ReferenceWidth = 960f;
    private readonly LabelRequest _request;
    private readonly TeacherOptions _options;
    private readonly Teacher _teacher;
    private readonly BoxVote _vote;
    private readonly LabelSetWriter _writer;

    public FrameLabeller(LabelRequest request, TeacherOptions options, TeacherNetworks networks, LabelSetWriter writer)
    {
        _request = request;
        _options = options;
        _vote = new BoxVote(options.OneLook ? VoteOptions.OneLook : new VoteOptions(), options.Detectors.Count);
        _writer = writer;
        _teacher = new Teacher(networks, options);
    }

    public void Label(SourceFrame source)
    {
        Size size = Limited(source.Image.Size(), _options.MostWidth);
        Size maskSize = Limited(source.Image.Size(), _options.MostMaskWidth);
        IReadOnlyList<LabelledBox> boxes = Boxes(source);
        (Mat? drivable, Mat? laneLines) = Masks(source, maskSize);
        using Mat stored = new();
        Cv2.Resize(source.Image, stored, size, 0, 0, InterpolationFlags.Area);
        using (drivable)
        using (laneLines)
        {
            LabelledFrame frame = new()
            {
                Image = $"images/{source.Name}.jpg",
                Scene = source.Scene,
                Origin = source.Origin,
                Width = size.Width,
                Height = size.Height,
                Boxes = [.. boxes.Select(box => Scaled(box, source.Image.Size(), size)).Where(HasArea)],
                Drivable = drivable is null ? null : $"drivable/{source.Name}.png",
                LaneLines = laneLines is null ? null : $"lanes/{source.Name}.png",
            };
            _writer.Add(frame, stored, drivable, laneLines);
        }
    }

    public void Dispose() => _teacher.Dispose();

    private IReadOnlyList<LabelledBox> Boxes(SourceFrame source)
    {
        (int width, int height) = (source.Image.Width, source.Image.Height);
        if (source.Given is not { } given)
        {
            return _vote.Count(_teacher.FindObjects(source.Image), width, height);
        }

        float leastHeight = LeastTruthHeight * width / ReferenceWidth;
        GivenLabels truth = given with { Boxes = [.. given.Boxes.Select(box => box with { Ignore = box.Ignore || box.YMax - box.YMin < leastHeight })] };
        return truth.IsComplete ? truth.Boxes : TruthAndVotes.Join(truth, _vote.Count(_teacher.FindObjects(source.Image), width, height));
    }

    private (Mat? Drivable, Mat? LaneLines) Masks(SourceFrame source, Size size)
    {
        if (_request.ObjectsOnly)
        {
            return (null, null);
        }

        if (source.Drivable is { } area && source.LaneLines is { } lines)
        {
            return (TrueMask.Shrink(area, size), TrueMask.Shrink(lines, size));
        }

        (Mat? drivable, Mat? laneLines) = _teacher.FindRoad(source.Image, size);
        if (!_request.Negatives)
        {
            return (drivable, laneLines);
        }

        // Without a mask of the drivable area nobody knows whether there is a road.
        bool isBare = drivable is not null && Cv2.Mean(drivable).Val0 < RoadShare * MaskAverage.Certain;
        if (isBare)
        {
            drivable!.SetTo(Scalar.Black);
            laneLines?.SetTo(Scalar.Black);
            return (drivable, laneLines);
        }

        drivable?.Dispose();
        laneLines?.Dispose();
        return (null, null);
    }

    private static Size Limited(Size size, int mostWidth)
    {
        double scale = Math.Min(1, (double)mostWidth / size.Width);
        return new Size((int)Math.Round(size.Width * scale), (int)Math.Round(size.Height * scale));
    }

    /// <summary>Truth may be so thin, or so far over the image's edge, that nothing is left of it when it is clipped and rounded.</summary>
    private static bool HasArea(LabelledBox box) => box.XMax > box.XMin && box.YMax > box.YMin;

    private static LabelledBox Scaled(LabelledBox box, Size from, Size to)
    {
        float x = (float)to.Width / from.Width, y = (float)to.Height / from.Height;
        return box with
        {
            XMin = Rounded(box.XMin * x, to.Width),
            YMin = Rounded(box.YMin * y, to.Height),
            XMax = Rounded(box.XMax * x, to.Width),
            YMax = Rounded(box.YMax * y, to.Height),
            Confidence = MathF.Round(box.Confidence, 3),
        };

        static float Rounded(float value, int most) => Math.Clamp(MathF.Round(value, 1), 0, most);
    }
}
