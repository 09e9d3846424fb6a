namespace Perception.Client;

/// <summary>Reads messages from MessagePack, field by field; the counterpart of <see cref="WireWriter"/>. Thread safe.</summary>
internal static partial class WireReader
{
    public static WorldMessage ReadWorld(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        WorldMessage message = new()
        {
            SchemaVersion = fields.Int32(),
            SequenceNumber = fields.Int64(),
            SourceId = fields.String()!,
            FrameId = fields.Int64(),
            CaptureTimeNs = fields.Int64(),
            CaptureClock = (CaptureClock)fields.Byte(),
            PublishTimeNs = fields.Int64(),
            CaptureToPublishNs = fields.Int64(),
            Stages = fields.List(ReadStageTiming),
            Drops = fields.List(ReadDropCount),
            Capability = fields.Message(ReadCapability)!,
            Tracks = fields.List(ReadTrack),
            Lanes = fields.List(ReadLane),
            EgoLane = fields.OptionalMessage(ReadEgoLane),
            Drivable = fields.OptionalMessage(ReadDrivable),
            Lead = fields.OptionalMessage(ReadLead),
            MetricAbsence = fields.OptionalString(),
            Cameras = fields.List(ReadCameraContribution),
            Rung = (LoadRung)fields.Byte(),
            Horizon = fields.OptionalMessage(ReadHorizon),
        };
        payload = fields.End();
        return message;
    }

    private static StageTimingMessage ReadStageTiming(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        StageTimingMessage message = new()
        {
            Stage = fields.Int32(),
            QueueWaitNs = fields.Int64(),
            WorkNs = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }

    private static DropCountMessage ReadDropCount(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        DropCountMessage message = new()
        {
            Cause = fields.Int32(),
            Count = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }

    private static CapabilityMessage ReadCapability(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        CapabilityMessage message = new()
        {
            Objects = fields.Boolean(),
            Lanes = fields.Boolean(),
            Drivable = fields.Boolean(),
            Metric = fields.Boolean(),
            DegradedReason = fields.OptionalString(),
            Networks = fields.List(WireFields.Int32),
        };
        payload = fields.End();
        return message;
    }

    private static TrackMessage ReadTrack(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        TrackMessage message = new()
        {
            TrackId = fields.Int32(),
            Class = (ObjectClass)fields.Byte(),
            State = (TrackState)fields.Byte(),
            Score = fields.Single(),
            Box = fields.Message(ReadBox)!,
            AgeNs = fields.Int64(),
            SinceSeenNs = fields.Int64(),
            Lane = (LaneAssignment)fields.Byte(),
            Ego = fields.OptionalMessage(ReadEgoState),
            TimeToCollision = fields.OptionalDouble(),
            TimeToCollisionSigma = fields.OptionalDouble(),
            Views = fields.List(ReadTrackView),
        };
        payload = fields.End();
        return message;
    }

    private static BoxMessage ReadBox(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        BoxMessage message = new()
        {
            XMin = fields.Single(),
            YMin = fields.Single(),
            XMax = fields.Single(),
            YMax = fields.Single(),
        };
        payload = fields.End();
        return message;
    }

    private static EgoStateMessage ReadEgoState(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        EgoStateMessage message = new()
        {
            X = fields.Double(),
            Y = fields.Double(),
            Vx = fields.Double(),
            Vy = fields.Double(),
            VarianceX = fields.Double(),
            VarianceY = fields.Double(),
            CovarianceXY = fields.Double(),
            VarianceVx = fields.Double(),
            VarianceVy = fields.Double(),
            CameraDepth = fields.Double(),
            CameraDepthVariance = fields.Double(),
            CovarianceXVx = fields.OptionalDouble(),
            CovarianceXVy = fields.OptionalDouble(),
            CovarianceYVx = fields.OptionalDouble(),
            CovarianceYVy = fields.OptionalDouble(),
            CovarianceVxVy = fields.OptionalDouble(),
            Width = fields.OptionalDouble(),
            WidthSigma = fields.OptionalDouble(),
            Height = fields.OptionalDouble(),
            HeightSigma = fields.OptionalDouble(),
            HalfDepth = fields.OptionalDouble(),
            HalfDepthSigma = fields.OptionalDouble(),
        };
        payload = fields.End();
        return message;
    }

    private static TrackViewMessage ReadTrackView(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        TrackViewMessage message = new()
        {
            Camera = fields.Int32(),
            TrackId = fields.Int32(),
            Box = fields.Message(ReadBox)!,
            SinceSeenNs = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }

    private static LaneMessage ReadLane(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        LaneMessage message = new()
        {
            Position = (LanePosition)fields.Byte(),
            ImagePoints = fields.List(ReadPoint),
            Quality = fields.Single(),
            SigmaPx = fields.Single(),
            AgeNs = fields.Int64(),
            SinceSeenNs = fields.Int64(),
            Curve = fields.OptionalMessage(ReadLaneCurve),
        };
        payload = fields.End();
        return message;
    }

    private static PointMessage ReadPoint(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        PointMessage message = new(fields.Single(), fields.Single());
        payload = fields.End();
        return message;
    }

    private static LaneCurveMessage ReadLaneCurve(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        LaneCurveMessage message = new()
        {
            C0 = fields.Double(),
            C1 = fields.Double(),
            C2 = fields.Double(),
            C3 = fields.Double(),
            SigmaC0 = fields.Double(),
            ViewNear = fields.Double(),
            ViewFar = fields.Double(),
            SigmaC1 = fields.OptionalDouble(),
            SigmaC2 = fields.OptionalDouble(),
            CovarianceC0C1 = fields.OptionalDouble(),
            CovarianceC0C2 = fields.OptionalDouble(),
            CovarianceC1C2 = fields.OptionalDouble(),
        };
        payload = fields.End();
        return message;
    }

    private static EgoLaneMessage ReadEgoLane(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        EgoLaneMessage message = new()
        {
            LateralOffset = fields.Double(),
            LateralOffsetSigma = fields.Double(),
            Heading = fields.Double(),
            LaneWidth = fields.Double(),
            HeadingSigma = fields.OptionalDouble(),
            LaneWidthSigma = fields.OptionalDouble(),
        };
        payload = fields.End();
        return message;
    }

    private static DrivableMessage ReadDrivable(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        DrivableMessage message = new()
        {
            Outline = fields.List(ReadPoint),
            Share = fields.Single(),
            Ground = fields.List(ReadGroundPoint),
        };
        payload = fields.End();
        return message;
    }

    private static GroundPointMessage ReadGroundPoint(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        GroundPointMessage message = new(fields.OptionalSingle(), fields.OptionalSingle());
        payload = fields.End();
        return message;
    }

    private static HorizonMessage ReadHorizon(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        HorizonMessage message = new()
        {
            Offset = fields.Double(),
            OffsetSigma = fields.Double(),
            Curvature = fields.Double(),
            CurvatureSigma = fields.Double(),
            Covariance = fields.Double(),
        };
        payload = fields.End();
        return message;
    }

    private static LeadMessage ReadLead(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        LeadMessage message = new()
        {
            TrackId = fields.Int32(),
            Range = fields.OptionalDouble(),
            RangeSigma = fields.OptionalDouble(),
            CameraDepth = fields.OptionalDouble(),
            ClosingSpeed = fields.OptionalDouble(),
            ClosingSpeedSigma = fields.OptionalDouble(),
            TimeToCollision = fields.OptionalDouble(),
            TimeToCollisionSigma = fields.OptionalDouble(),
        };
        payload = fields.End();
        return message;
    }

    private static CameraContributionMessage ReadCameraContribution(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        CameraContributionMessage message = new()
        {
            SourceId = fields.String()!,
            State = (ContributionState)fields.Byte(),
            FrameId = fields.OptionalInt64(),
            CaptureTimeNs = fields.OptionalInt64(),
            Drops = fields.List(ReadDropCount),
            Reason = fields.OptionalString(),
            IsMetric = fields.Boolean(),
            Horizon = fields.OptionalMessage(ReadHorizon),
        };
        payload = fields.End();
        return message;
    }
}
