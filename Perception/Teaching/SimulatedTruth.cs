using Evaluation;
using Evaluation.Drives;
using Fusion.Tracking;
using Labelling.Masks;
using Labelling.Sets;
using OpenCvSharp;
using Simulation.Truth;

namespace Perception.Teaching;

/// <summary>The exact truth of a drive made by <c>perceive simulate</c>; docs/simulation.md defines it.</summary>
/// <remarks>
/// The paint mask holds stop lines and crosswalks too. Paint along the lane lines that truth.json names is lane line; all other
/// paint, that of the carriageway against too, is to be ignored, and so are the gaps of dashed lines, which real labels bridge.
/// </remarks>
public sealed class SimulatedTruth : IClipTruth
{
    public const string MaskFile = "masks.bin.br";

    private const float MostHidden = 0.8f;

    // How far paint may lie from a lane line's middle, pixels a pixel below the horizon; a lane line is 0.15 m of 1.3 m camera height.
    private const float ReachShare = 0.2f;
    private const float LeastReach = 2f;
    private const float GapReachShare = 0.08f;
    private const float LeastGapReach = 1f;
    private const string DashedKind = "dashed";
    private static readonly IReadOnlySet<ObjectClass> All = LabelSet.Classes.ToHashSet();
    private readonly string _folder;
    private readonly DriveTruth _truth;
    private readonly MaskReader _masks;
    private long _next;

    /// <param name="folder">The drive's folder <c>truth</c>.</param>
    /// <exception cref="LabelSetException">The truth cannot be read.</exception>
    public SimulatedTruth(string folder)
    {
        _folder = folder;
        string masks = Path.Combine(folder, MaskFile);
        try
        {
            _truth = DriveTruth.Read(Path.Combine(folder, DriveTruth.FileName));
        }
        catch (EvaluationException failure)
        {
            throw new LabelSetException(failure.Message, failure);
        }

        _masks = new MaskReader(File.OpenRead(masks), masks);
    }

    public string? Note => null;

    public string Fingerprint() => $"{_folder}: {TruthFiles.Fingerprint([_truth.Path, Path.Combine(_folder, MaskFile)])}";

    public GivenLabels Objects(long frameId, int width, int height) => new([.. Frame(frameId).Objects.Select(Label)], All) { IsComplete = true };

    public (Mat Drivable, Mat LaneLines)? Masks(long frameId)
    {
        byte[] paint = new byte[_masks.Width * _masks.Height];
        byte[] drivable = new byte[paint.Length];
        for (; _next <= frameId; _next++)
        {
            _masks.Read(paint);
            _masks.Read(drivable);
        }

        Mat area = ToMask(drivable);
        Mat lines = ToMask(paint);
        IReadOnlyList<DriveTruthLane> lanes = Frame(frameId).Lanes;
        using Mat gaps = AlongLines(lanes, lines.Size(), DashedKind, GapReachShare, LeastGapReach);
        using Mat along = AlongLines(lanes, lines.Size(), kind: null, ReachShare, LeastReach);
        using Mat other = new();
        Cv2.BitwiseNot(along, other);
        Cv2.BitwiseAnd(lines, other, other);
        using Mat isOther = new();
        Cv2.Threshold(other, isOther, 0, byte.MaxValue, ThresholdTypes.Binary);
        using Mat isBare = new();
        Cv2.Compare(lines, Scalar.All(0), isBare, CmpTypes.EQ);
        Cv2.BitwiseAnd(isBare, gaps, gaps);
        lines.SetTo(Scalar.All(byte.MaxValue), isOther);
        lines.SetTo(Scalar.All(byte.MaxValue), gaps);
        return (area, lines);
    }

    public void Dispose()
    {
        _masks.Dispose();
    }

    private static LabelledBox Label(DriveTruthObject item) => new()
    {
        Class = item.Class.Group() switch
        {
            ObjectGroup.Pedestrian => ObjectClass.Pedestrian,
            ObjectGroup.TwoWheeler => ObjectClass.TwoWheeler,
            _ => ObjectClass.Vehicle,
        },
        XMin = item.Visible.XMin,
        YMin = item.Visible.YMin,
        XMax = item.Visible.XMax,
        YMax = item.Visible.YMax,
        Confidence = 1,
        Ignore = item.Occlusion > MostHidden,
        Sources = ["truth"],
        Track = item.Id,
    };

    private Mat ToMask(byte[] pixels)
    {
        using Mat zeroOrOne = Mat.FromPixelData(_masks.Height, _masks.Width, MatType.CV_8UC1, pixels);
        Mat mask = new();
        zeroOrOne.ConvertTo(mask, MatType.CV_8UC1, MaskAverage.Certain);
        return mask;
    }

    private DriveTruthFrame Frame(long frameId) => frameId < _truth.Frames.Count
        ? _truth.Frames[(int)frameId]
        : throw new LabelSetException($"{_truth.Path}: expected truth of frame {frameId}, found {_truth.Frames.Count} frames.");

    /// <summary>255 near a lane line of the truth.</summary>
    private static Mat AlongLines(IReadOnlyList<DriveTruthLane> lanes, Size size, string? kind, float reachShare, float leastReach)
    {
        Mat along = new(size, MatType.CV_8UC1, Scalar.Black);
        List<List<Point2f>> lines = [.. lanes
            .Where(lane => kind is null || lane.Kind == kind)
            .Select(lane => lane.Image.Select(point => new Point2f(point.X, point.Y)).ToList())
            .Where(line => line.Count >= 2)];
        float horizon = lines.SelectMany(line => line).Select(point => point.Y).DefaultIfEmpty(0).Min();
        foreach (List<Point2f> line in lines)
        {
            // The truth's points are five metres apart: the line goes on to the image's edge below its nearest one.
            line.Sort((a, b) => b.Y.CompareTo(a.Y));
            (Point2f near, Point2f next) = (line[0], line[1]);
            if (near.Y - next.Y > 1)
            {
                float slope = (near.X - next.X) / (near.Y - next.Y);
                line.Insert(0, new Point2f(near.X + (slope * (size.Height - near.Y)), size.Height));
            }

            for (int i = 0; i + 1 < line.Count; i++)
            {
                Cv2.FillConvexPoly(along, Band(line[i], line[i + 1], Reach(line[i]), Reach(line[i + 1])), Scalar.All(byte.MaxValue));
            }
        }

        return along;

        float Reach(Point2f point) => Math.Max(leastReach, (point.Y - horizon) * reachShare);
    }

    private static Point[] Band(Point2f near, Point2f far, float nearReach, float farReach) =>
    [
        new((int)(near.X - nearReach), (int)near.Y + 1), new((int)(near.X + nearReach), (int)near.Y + 1),
        new((int)(far.X + farReach), (int)far.Y - 1), new((int)(far.X - farReach), (int)far.Y - 1),
    ];
}
