using Fusion.Lanes;
using Perception.Client;
using Sensors.Calibration;
using Sensors.Frames;

namespace Perception.Publishing;

/// <summary>Fusion's lanes and drivable area as messages that are reused. Not thread safe.</summary>
internal sealed class LaneMessageFiller
{
    /// <summary>One for each <see cref="Fusion.Lanes.LanePosition"/>.</summary>
    public const int Positions = 4;

    private readonly MessagePool<LaneMessage> _lanes = new(Positions, static lane => lane.ImagePoints.EnsureCapacity(LaneLine.MaxPoints));
    private readonly MessagePool<LaneCurveMessage> _curves = new(Positions);
    private readonly EgoLaneMessage _egoLane = new();
    private readonly DrivableMessage _drivable = new()
    {
        Outline = new List<PointMessage>(LaneScene.MaxOutlinePoints),
        Ground = new List<GroundPointMessage>(LaneScene.MaxOutlinePoints),
    };

    public void Fill(List<LaneMessage> messages, LaneScene scene)
    {
        _lanes.Reset();
        _curves.Reset();
        messages.Clear();
        foreach (LaneLine line in scene.Lines)
        {
            if (!line.IsPresent)
            {
                continue;
            }

            LaneMessage message = _lanes.Take();
            message.Position = WireEnums.From(line.Position);
            FillPoints(message.ImagePoints, line.ImagePoints);
            message.Quality = line.Quality;
            message.SigmaPx = line.SigmaPx;
            message.AgeNs = Nanoseconds.Of(line.Age);
            message.SinceSeenNs = Nanoseconds.Of(line.SinceSeen);
            message.Curve = line.IsMetric && IsFinite(line) ? FillCurve(line) : null;
            messages.Add(message);
        }
    }

    /// <summary>The ego vehicle in its lane, or null where that is not known.</summary>
    public EgoLaneMessage? EgoLane(LaneScene scene)
    {
        if (!scene.HasEgoLane || !double.IsFinite(
            scene.LateralOffset + scene.LateralOffsetSigma + scene.Heading + scene.HeadingSigma + scene.LaneWidth + scene.LaneWidthSigma))
        {
            return null;
        }

        _egoLane.LateralOffset = scene.LateralOffset;
        _egoLane.LateralOffsetSigma = scene.LateralOffsetSigma;
        _egoLane.Heading = scene.Heading;
        _egoLane.LaneWidth = scene.LaneWidth;
        _egoLane.HeadingSigma = scene.HeadingSigma;
        _egoLane.LaneWidthSigma = scene.LaneWidthSigma;
        return _egoLane;
    }

    public DrivableMessage Drivable(LaneScene scene)
    {
        FillPoints(_drivable.Outline, scene.DrivableOutline);
        _drivable.Share = scene.DrivableShare;
        _drivable.Ground.Clear();
        foreach (GroundPoint? point in scene.DrivableGround)
        {
            _drivable.Ground.Add(point is { } known && double.IsFinite(known.X + known.Y) ? new GroundPointMessage((float)known.X, (float)known.Y) : default);
        }

        return _drivable;
    }

    /// <summary>One sum tells whether any of them is not a number or infinite: then the curve is not known.</summary>
    private static bool IsFinite(LaneLine line) => double.IsFinite(
        line.C0 + line.C1 + line.C2 + line.C3 + line.SigmaC0 + line.ViewNear + line.ViewFar
        + line.SigmaC1 + line.SigmaC2 + line.CovarianceC0C1 + line.CovarianceC0C2 + line.CovarianceC1C2);

    private LaneCurveMessage FillCurve(LaneLine line)
    {
        LaneCurveMessage curve = _curves.Take();
        curve.C0 = line.C0;
        curve.C1 = line.C1;
        curve.C2 = line.C2;
        curve.C3 = line.C3;
        curve.SigmaC0 = line.SigmaC0;
        curve.ViewNear = line.ViewNear;
        curve.ViewFar = line.ViewFar;
        curve.SigmaC1 = line.SigmaC1;
        curve.SigmaC2 = line.SigmaC2;
        curve.CovarianceC0C1 = line.CovarianceC0C1;
        curve.CovarianceC0C2 = line.CovarianceC0C2;
        curve.CovarianceC1C2 = line.CovarianceC1C2;
        return curve;
    }

    private static void FillPoints(List<PointMessage> messages, ReadOnlySpan<Pixel> points)
    {
        messages.Clear();
        foreach (Pixel point in points)
        {
            messages.Add(new PointMessage((float)point.X, (float)point.Y));
        }
    }
}
