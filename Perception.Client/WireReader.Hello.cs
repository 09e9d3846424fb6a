using MessagePack;

namespace Perception.Client;

/// <content>The hello message and what only it holds.</content>
internal static partial class WireReader
{
    public static HelloMessage ReadHello(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
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
        reader = fields.End();
        return message;
    }

    private static SourceMessage ReadSource(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
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
        reader = fields.End();
        return message;
    }

    private static CalibrationMessage ReadCalibration(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
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
        reader = fields.End();
        return message;
    }

    private static NetworkMessage ReadNetwork(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
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
        reader = fields.End();
        return message;
    }

    private static NodeCountMessage ReadNodeCount(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
        NodeCountMessage message = new()
        {
            Provider = fields.String()!,
            Count = fields.Int32(),
        };
        reader = fields.End();
        return message;
    }

    private static RigMessage ReadRig(ref MessagePackReader reader)
    {
        WireFields fields = new(reader);
        RigMessage message = new()
        {
            RigId = fields.String()!,
            Cameras = fields.List(WireFields.String),
            ToleranceNs = fields.Int64(),
            WaitNs = fields.Int64(),
        };
        reader = fields.End();
        return message;
    }
}
