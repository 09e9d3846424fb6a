namespace Perception.Client;

/// <content>The hello message and what only it holds.</content>
internal static partial class WireReader
{
    public static HelloMessage ReadHello(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        HelloMessage message = new()
        {
            SchemaVersion = fields.Int32(),
            SchemaHash = fields.String()!,
            SequenceNumber = fields.Int64(),
            PublishTimeNs = fields.Int64(),
            StartTimeNs = fields.Int64(),
            ServiceVersion = fields.String()!,
            Sources = fields.List(ReadSource),
            Networks = fields.List(ReadNetwork),
            StageNames = fields.List(WireFields.String),
            DropCauseNames = fields.List(WireFields.String),
            ClassNames = fields.List(WireFields.String),
            Rigs = fields.List(ReadRig),
            Rungs = fields.List(WireFields.String),
            AbsentRungs = fields.List(WireFields.String),
        };
        payload = fields.End();
        return message;
    }

    private static SourceMessage ReadSource(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        SourceMessage message = new()
        {
            SourceId = fields.String()!,
            Kind = fields.String()!,
            Origin = fields.String()!,
            Width = fields.Int32(),
            Height = fields.Int32(),
            Clock = (CaptureClock)fields.Byte(),
            IsLive = fields.Boolean(),
            FrameCount = fields.OptionalInt64(),
            Licence = fields.OptionalString(),
            Calibration = fields.Message(ReadCalibration)!,
            MotionSource = fields.String()!,
        };
        payload = fields.End();
        return message;
    }

    private static CalibrationMessage ReadCalibration(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        CalibrationMessage message = new()
        {
            State = (CalibrationState)fields.Byte(),
            Reason = fields.OptionalString(),
            Source = fields.OptionalString(),
            Width = fields.OptionalInt32(),
            Height = fields.OptionalInt32(),
            Fx = fields.OptionalDouble(),
            Fy = fields.OptionalDouble(),
            Cx = fields.OptionalDouble(),
            Cy = fields.OptionalDouble(),
            Distortion = fields.OptionalString(),
            DistortionCoefficients = fields.List(WireFields.Double),
            CameraFromEgo = fields.List(WireFields.Double),
        };
        payload = fields.End();
        return message;
    }

    private static NetworkMessage ReadNetwork(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        NetworkMessage message = new()
        {
            Name = fields.String()!,
            Kind = fields.String()!,
            Sha256 = fields.String()!,
            Provider = fields.String()!,
            InputWidth = fields.Int32(),
            InputHeight = fields.Int32(),
            Licence = fields.OptionalString(),
            ProvidersAsked = fields.List(WireFields.String),
            FallbackReason = fields.OptionalString(),
            Threads = fields.Int32(),
            IsHalfPrecision = fields.Boolean(),
            IsGuarded = fields.Boolean(),
            MaxBatch = fields.Int32(),
            Nodes = fields.List(ReadNodeCount),
        };
        payload = fields.End();
        return message;
    }

    private static NodeCountMessage ReadNodeCount(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        NodeCountMessage message = new()
        {
            Provider = fields.String()!,
            Count = fields.Int32(),
        };
        payload = fields.End();
        return message;
    }

    private static RigMessage ReadRig(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        RigMessage message = new()
        {
            RigId = fields.String()!,
            Cameras = fields.List(WireFields.String),
            ToleranceNs = fields.Int64(),
            WaitNs = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }
}
