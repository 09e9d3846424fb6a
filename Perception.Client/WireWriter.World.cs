using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MessagePack;

namespace Perception.Client;

/// <content>The world message and what it holds.</content>
internal static partial class WireWriter
{
    public static void Write(ref MessagePackWriter writer, WorldMessage message)
    {
        writer.WriteArrayHeader(20);
        writer.Write(message.SchemaVersion);
        writer.Write(message.SequenceNumber);
        writer.Write(message.SourceId);
        writer.Write(message.FrameId);
        writer.Write(message.CaptureTimeNs);
        writer.Write((int)message.CaptureClock);
        writer.Write(message.PublishTimeNs);
        writer.Write(message.CaptureToPublishNs);
        WriteList(ref writer, message.Stages, Write);
        WriteList(ref writer, message.Drops, Write);
        Write(ref writer, message.Capability);
        WriteList(ref writer, message.Tracks, Write);
        WriteList(ref writer, message.Lanes, Write);
        WriteOptional(ref writer, message.EgoLane, Write);
        WriteOptional(ref writer, message.Drivable, Write);
        WriteOptional(ref writer, message.Lead, Write);
        writer.Write(message.MetricAbsence);
        WriteList(ref writer, message.Cameras, Write);
        writer.Write((int)message.Rung);
        WriteOptional(ref writer, message.Horizon, Write);
    }

    private static void Write(ref MessagePackWriter writer, HorizonMessage message)
    {
        writer.WriteArrayHeader(5);
        writer.Write(message.Offset);
        writer.Write(message.OffsetSigma);
        writer.Write(message.Curvature);
        writer.Write(message.CurvatureSigma);
        writer.Write(message.Covariance);
    }

    private static void Write(ref MessagePackWriter writer, StageTimingMessage message)
    {
        writer.WriteArrayHeader(3);
        writer.Write(message.Stage);
        writer.Write(message.QueueWaitNs);
        writer.Write(message.WorkNs);
    }

    private static void Write(ref MessagePackWriter writer, DropCountMessage message)
    {
        writer.WriteArrayHeader(2);
        writer.Write(message.Cause);
        writer.Write(message.Count);
    }

    private static void Write(ref MessagePackWriter writer, CapabilityMessage message)
    {
        writer.WriteArrayHeader(6);
        writer.Write(message.Objects);
        writer.Write(message.Lanes);
        writer.Write(message.Drivable);
        writer.Write(message.Metric);
        writer.Write(message.DegradedReason);
        WriteList(ref writer, message.Networks, static (ref writer, item) => writer.Write(item));
    }

    private static void Write(ref MessagePackWriter writer, TrackMessage message)
    {
        writer.WriteArrayHeader(12);
        writer.Write(message.TrackId);
        writer.Write((int)message.Class);
        writer.Write((int)message.State);
        writer.Write(message.Score);
        Write(ref writer, message.Box);
        writer.Write(message.AgeNs);
        writer.Write(message.SinceSeenNs);
        writer.Write((int)message.Lane);
        WriteOptional(ref writer, message.Ego, Write);
        WriteOptional(ref writer, message.TimeToCollision);
        WriteOptional(ref writer, message.TimeToCollisionSigma);
        WriteList(ref writer, message.Views, Write);
    }

    private static void Write(ref MessagePackWriter writer, BoxMessage message)
    {
        writer.WriteArrayHeader(4);
        writer.Write(message.XMin);
        writer.Write(message.YMin);
        writer.Write(message.XMax);
        writer.Write(message.YMax);
    }

    private static void Write(ref MessagePackWriter writer, EgoStateMessage message)
    {
        writer.WriteArrayHeader(22);
        writer.Write(message.X);
        writer.Write(message.Y);
        writer.Write(message.Vx);
        writer.Write(message.Vy);
        writer.Write(message.VarianceX);
        writer.Write(message.VarianceY);
        writer.Write(message.CovarianceXY);
        writer.Write(message.VarianceVx);
        writer.Write(message.VarianceVy);
        writer.Write(message.CameraDepth);
        writer.Write(message.CameraDepthVariance);
        WriteOptional(ref writer, message.CovarianceXVx);
        WriteOptional(ref writer, message.CovarianceXVy);
        WriteOptional(ref writer, message.CovarianceYVx);
        WriteOptional(ref writer, message.CovarianceYVy);
        WriteOptional(ref writer, message.CovarianceVxVy);
        WriteOptional(ref writer, message.Width);
        WriteOptional(ref writer, message.WidthSigma);
        WriteOptional(ref writer, message.Height);
        WriteOptional(ref writer, message.HeightSigma);
        WriteOptional(ref writer, message.HalfDepth);
        WriteOptional(ref writer, message.HalfDepthSigma);
    }

    private static void Write(ref MessagePackWriter writer, TrackViewMessage message)
    {
        writer.WriteArrayHeader(4);
        writer.Write(message.Camera);
        writer.Write(message.TrackId);
        Write(ref writer, message.Box);
        writer.Write(message.SinceSeenNs);
    }

    private static void Write(ref MessagePackWriter writer, LaneMessage message)
    {
        writer.WriteArrayHeader(7);
        writer.Write((int)message.Position);
        WritePoints(ref writer, message.ImagePoints);
        writer.Write(message.Quality);
        writer.Write(message.SigmaPx);
        writer.Write(message.AgeNs);
        writer.Write(message.SinceSeenNs);
        WriteOptional(ref writer, message.Curve, Write);
    }

    /// <remarks>Most of a message is points, so they go past the writer's own calls, which look for room number by number.</remarks>
    private static void WritePoints(ref MessagePackWriter writer, List<PointMessage> points)
    {
        const int coordinate = 1 + sizeof(float);
        const int pointBytes = 1 + (2 * coordinate);
        writer.WriteArrayHeader(points.Count);
        Span<byte> rest = writer.GetSpan(points.Count * pointBytes);
        foreach (PointMessage point in CollectionsMarshal.AsSpan(points))
        {
            rest[0] = MessagePackCode.MinFixArray + 2;
            rest[1] = MessagePackCode.Float32;
            BinaryPrimitives.WriteSingleBigEndian(rest[2..], point.X);
            rest[1 + coordinate] = MessagePackCode.Float32;
            BinaryPrimitives.WriteSingleBigEndian(rest[(2 + coordinate)..], point.Y);
            rest = rest[pointBytes..];
        }

        writer.Advance(points.Count * pointBytes);
    }

    private static void Write(ref MessagePackWriter writer, LaneCurveMessage message)
    {
        writer.WriteArrayHeader(12);
        writer.Write(message.C0);
        writer.Write(message.C1);
        writer.Write(message.C2);
        writer.Write(message.C3);
        writer.Write(message.SigmaC0);
        writer.Write(message.ViewNear);
        writer.Write(message.ViewFar);
        WriteOptional(ref writer, message.SigmaC1);
        WriteOptional(ref writer, message.SigmaC2);
        WriteOptional(ref writer, message.CovarianceC0C1);
        WriteOptional(ref writer, message.CovarianceC0C2);
        WriteOptional(ref writer, message.CovarianceC1C2);
    }

    private static void Write(ref MessagePackWriter writer, EgoLaneMessage message)
    {
        writer.WriteArrayHeader(6);
        writer.Write(message.LateralOffset);
        writer.Write(message.LateralOffsetSigma);
        writer.Write(message.Heading);
        writer.Write(message.LaneWidth);
        WriteOptional(ref writer, message.HeadingSigma);
        WriteOptional(ref writer, message.LaneWidthSigma);
    }

    private static void Write(ref MessagePackWriter writer, DrivableMessage message)
    {
        writer.WriteArrayHeader(3);
        WritePoints(ref writer, message.Outline);
        writer.Write(message.Share);
        WriteList(ref writer, message.Ground, Write);
    }

    private static void Write(ref MessagePackWriter writer, GroundPointMessage message)
    {
        writer.WriteArrayHeader(2);
        WriteOptional(ref writer, message.X);
        WriteOptional(ref writer, message.Y);
    }

    private static void Write(ref MessagePackWriter writer, LeadMessage message)
    {
        writer.WriteArrayHeader(8);
        writer.Write(message.TrackId);
        WriteOptional(ref writer, message.Range);
        WriteOptional(ref writer, message.RangeSigma);
        WriteOptional(ref writer, message.CameraDepth);
        WriteOptional(ref writer, message.ClosingSpeed);
        WriteOptional(ref writer, message.ClosingSpeedSigma);
        WriteOptional(ref writer, message.TimeToCollision);
        WriteOptional(ref writer, message.TimeToCollisionSigma);
    }

    private static void Write(ref MessagePackWriter writer, CameraContributionMessage message)
    {
        writer.WriteArrayHeader(8);
        writer.Write(message.SourceId);
        writer.Write((int)message.State);
        WriteOptional(ref writer, message.FrameId);
        WriteOptional(ref writer, message.CaptureTimeNs);
        WriteList(ref writer, message.Drops, Write);
        writer.Write(message.Reason);
        writer.Write(message.IsMetric);
        WriteOptional(ref writer, message.Horizon, Write);
    }
}
