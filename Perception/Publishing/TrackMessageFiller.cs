using Fusion.Tracking;
using Perception.Client;
using Sensors.Frames;

namespace Perception.Publishing;

/// <summary>Fusion's tracks as messages that are reused. Not thread safe.</summary>
internal sealed class TrackMessageFiller
{
    /// <summary>Tracks of a crowded frame; more are made when they first come.</summary>
    public const int ExpectedTracks = 64;

    private readonly MessagePool<TrackMessage> _tracks = new(ExpectedTracks);
    private readonly MessagePool<EgoStateMessage> _states = new(ExpectedTracks);

    public void Fill(List<TrackMessage> messages, ReadOnlySpan<Track> tracks)
    {
        _tracks.Reset();
        _states.Reset();
        messages.Clear();
        foreach (ref readonly Track track in tracks)
        {
            TrackMessage message = _tracks.Take();
            message.TrackId = track.TrackId;
            message.Class = WireEnums.From(track.Class);
            message.State = WireEnums.From(track.State);
            message.Score = track.Score;
            message.Box.XMin = track.Box.XMin;
            message.Box.YMin = track.Box.YMin;
            message.Box.XMax = track.Box.XMax;
            message.Box.YMax = track.Box.YMax;
            message.AgeNs = Nanoseconds.Of(track.Age);
            message.SinceSeenNs = Nanoseconds.Of(track.SinceSeen);
            message.Lane = WireEnums.From(track.Lane);
            message.Ego = track.Ego is { } ego ? FillState(ego) : null;
            message.TimeToCollision = WireUnits.Finite(track.TimeToCollision);
            message.TimeToCollisionSigma = message.TimeToCollision is null ? null : WireUnits.Finite(track.TimeToCollisionSigma);
            messages.Add(message);
        }
    }

    private EgoStateMessage? FillState(in EgoState ego)
    {
        // One sum tells whether any of them is not a number or infinite: then the range is not known.
        double sum = ego.X + ego.Y + ego.Vx + ego.Vy + ego.VarianceX + ego.VarianceY + ego.CovarianceXY
            + ego.VarianceVx + ego.VarianceVy + ego.CameraDepth + ego.CameraDepthVariance;
        if (!double.IsFinite(sum))
        {
            return null;
        }

        EgoStateMessage message = _states.Take();
        message.X = ego.X;
        message.Y = ego.Y;
        message.Vx = ego.Vx;
        message.Vy = ego.Vy;
        message.VarianceX = ego.VarianceX;
        message.VarianceY = ego.VarianceY;
        message.CovarianceXY = ego.CovarianceXY;
        message.VarianceVx = ego.VarianceVx;
        message.VarianceVy = ego.VarianceVy;
        message.CameraDepth = ego.CameraDepth;
        message.CameraDepthVariance = ego.CameraDepthVariance;
        FillMotion(message, ego.Motion);
        FillExtent(message, ego);
        return message;
    }

    private static void FillMotion(EgoStateMessage message, MotionCovariance? motion)
    {
        MotionCovariance? known = motion is { } all && double.IsFinite(all.XVx + all.XVy + all.YVx + all.YVy + all.VxVy) ? all : null;
        message.CovarianceXVx = known?.XVx;
        message.CovarianceXVy = known?.XVy;
        message.CovarianceYVx = known?.YVx;
        message.CovarianceYVy = known?.YVy;
        message.CovarianceVxVy = known?.VxVy;
    }

    private static void FillExtent(EgoStateMessage message, in EgoState ego)
    {
        ObjectExtent? known = ego.Extent is { } all && double.IsFinite(all.Width + all.WidthVariance + all.Height + all.HeightVariance + all.HalfDepthVariance + ego.HalfDepth) ? all : null;
        message.Width = known?.Width;
        message.WidthSigma = Root(known?.WidthVariance);
        message.Height = known?.Height;
        message.HeightSigma = Root(known?.HeightVariance);
        message.HalfDepth = known is null ? null : ego.HalfDepth;
        message.HalfDepthSigma = Root(known?.HalfDepthVariance);
    }

    private static double? Root(double? variance) => variance is { } value ? Math.Sqrt(Math.Max(value, 0)) : null;
}
