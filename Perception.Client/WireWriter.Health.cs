using MessagePack;

namespace Perception.Client;

/// <content>The health message and what only it holds.</content>
internal static partial class WireWriter
{
    public static void Write(ref MessagePackWriter writer, HealthMessage message)
    {
        writer.WriteArrayHeader(11);
        writer.Write(message.SchemaVersion);
        writer.Write(message.SequenceNumber);
        writer.Write(message.PublishTimeNs);
        writer.Write((int)message.State);
        writer.Write(message.UptimeNs);
        writer.Write(message.LastFault);
        writer.Write(message.ResidentBytes);
        writer.Write(message.ManagedHeapBytes);
        WriteList(ref writer, message.Sources, Write);
        WriteList(ref writer, message.Networks, Write);
        WriteList(ref writer, message.Rigs, Write);
    }

    private static void Write(ref MessagePackWriter writer, SourceHealthMessage message)
    {
        writer.WriteArrayHeader(18);
        writer.Write(message.SourceId);
        writer.Write((int)message.State);
        writer.Write(message.FramesCaptured);
        writer.Write(message.FramesPublished);
        WriteList(ref writer, message.Drops, Write);
        writer.Write(message.FramesPerSecond);
        WriteOptional(ref writer, message.LastFrameAgeNs);
        WriteOptional(ref writer, message.CaptureToPublishP50Ns);
        WriteOptional(ref writer, message.CaptureToPublishP95Ns);
        WriteOptional(ref writer, message.CaptureToPublishP99Ns);
        writer.Write(message.WindowNs);
        writer.Write((int)message.Rung);
        writer.Write(message.RungReason);
        writer.Write(message.RungChanges);
        writer.Write(message.StageRestarts);
        writer.Write(message.RecordingsDropped);
        writer.Write(message.TracksTooMany);
        writer.Write(message.ImageMotionUnknown);
    }

    private static void Write(ref MessagePackWriter writer, NetworkHealthMessage message)
    {
        writer.WriteArrayHeader(11);
        writer.Write(message.Name);
        writer.Write(message.Provider);
        writer.Write((int)message.Guard);
        writer.Write(message.GuardDetail);
        WriteOptional(ref writer, message.GuardDifference);
        writer.Write(message.GuardChecks);
        WriteOptional(ref writer, message.SinceGuardCheckNs);
        writer.Write(message.WarmUpRuns);
        writer.Write(message.WarmUpNs);
        WriteOptional(ref writer, message.WarmUpP99Ns);
        WriteList(ref writer, message.BatchRuns, static (ref writer, item) => writer.Write(item));
    }

    private static void Write(ref MessagePackWriter writer, RigHealthMessage message)
    {
        writer.WriteArrayHeader(12);
        writer.Write(message.RigId);
        writer.Write(message.WorldsPublished);
        writer.Write(message.WorldsPerSecond);
        WriteOptional(ref writer, message.CaptureToPublishP50Ns);
        WriteOptional(ref writer, message.CaptureToPublishP99Ns);
        WriteList(ref writer, message.Cameras, Write);
        writer.Write(message.Instants);
        writer.Write(message.InstantsDropped);
        writer.Write(message.InstantsFailed);
        writer.Write(message.WorldsIncomplete);
        writer.Write(message.JoinedTracks);
        writer.Write(message.ObjectsTooMany);
    }

    private static void Write(ref MessagePackWriter writer, RigCameraHealthMessage message)
    {
        writer.WriteArrayHeader(6);
        writer.Write(message.SourceId);
        writer.Write(message.Contributed);
        writer.Write(message.Late);
        writer.Write(message.Missing);
        writer.Write(message.Degraded);
        writer.Write(message.NotDue);
    }
}
