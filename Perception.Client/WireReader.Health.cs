namespace Perception.Client;

/// <content>The health message and what only it holds.</content>
internal static partial class WireReader
{
    public static HealthMessage ReadHealth(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        HealthMessage message = new()
        {
            SchemaVersion = fields.Int32(),
            SequenceNumber = fields.Int64(),
            PublishTimeNs = fields.Int64(),
            State = (HealthState)fields.Byte(),
            UptimeNs = fields.Int64(),
            LastFault = fields.OptionalString(),
            ResidentBytes = fields.Int64(),
            ManagedHeapBytes = fields.Int64(),
            Sources = fields.List(ReadSourceHealth),
            Networks = fields.List(ReadNetworkHealth),
            Rigs = fields.List(ReadRigHealth),
        };
        payload = fields.End();
        return message;
    }

    private static SourceHealthMessage ReadSourceHealth(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        SourceHealthMessage message = new()
        {
            SourceId = fields.String()!,
            State = (SourceState)fields.Byte(),
            FramesCaptured = fields.Int64(),
            FramesPublished = fields.Int64(),
            Drops = fields.List(ReadDropCount),
            FramesPerSecond = fields.Double(),
            LastFrameAgeNs = fields.OptionalInt64(),
            CaptureToPublishP50Ns = fields.OptionalInt64(),
            CaptureToPublishP95Ns = fields.OptionalInt64(),
            CaptureToPublishP99Ns = fields.OptionalInt64(),
            WindowNs = fields.Int64(),
            Rung = (LoadRung)fields.Byte(),
            RungReason = fields.OptionalString(),
            RungChanges = fields.Int64(),
            StageRestarts = fields.Int64(),
            RecordingsDropped = fields.Int64(),
            TracksTooMany = fields.Int64(),
            ImageMotionUnknown = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }

    private static NetworkHealthMessage ReadNetworkHealth(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        NetworkHealthMessage message = new()
        {
            Name = fields.String()!,
            Provider = fields.String()!,
            Guard = (GuardState)fields.Byte(),
            GuardDetail = fields.OptionalString(),
            GuardDifference = fields.OptionalDouble(),
            GuardChecks = fields.Int64(),
            SinceGuardCheckNs = fields.OptionalInt64(),
            WarmUpRuns = fields.Int32(),
            WarmUpNs = fields.Int64(),
            WarmUpP99Ns = fields.OptionalInt64(),
            BatchRuns = fields.List(WireFields.Int64),
        };
        payload = fields.End();
        return message;
    }

    private static RigHealthMessage ReadRigHealth(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        RigHealthMessage message = new()
        {
            RigId = fields.String()!,
            WorldsPublished = fields.Int64(),
            WorldsPerSecond = fields.Double(),
            CaptureToPublishP50Ns = fields.OptionalInt64(),
            CaptureToPublishP99Ns = fields.OptionalInt64(),
            Cameras = fields.List(ReadRigCameraHealth),
            Instants = fields.Int64(),
            InstantsDropped = fields.Int64(),
            InstantsFailed = fields.Int64(),
            WorldsIncomplete = fields.Int64(),
            JoinedTracks = fields.Int64(),
            ObjectsTooMany = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }

    private static RigCameraHealthMessage ReadRigCameraHealth(ref WirePayload payload)
    {
        WireFields fields = new(payload);
        RigCameraHealthMessage message = new()
        {
            SourceId = fields.String()!,
            Contributed = fields.Int64(),
            Late = fields.Int64(),
            Missing = fields.Int64(),
            Degraded = fields.Int64(),
            NotDue = fields.Int64(),
        };
        payload = fields.End();
        return message;
    }
}
