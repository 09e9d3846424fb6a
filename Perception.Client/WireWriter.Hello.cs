using MessagePack;

namespace Perception.Client;

/// <content>The hello message and what only it holds.</content>
internal static partial class WireWriter
{
    public static void Write(ref MessagePackWriter writer, HelloMessage message)
    {
        writer.WriteArrayHeader(14);
        writer.Write(message.SchemaVersion);
        writer.Write(message.SchemaHash);
        writer.Write(message.SequenceNumber);
        writer.Write(message.PublishTimeNs);
        writer.Write(message.StartTimeNs);
        writer.Write(message.ServiceVersion);
        WriteList(ref writer, message.Sources, Write);
        WriteList(ref writer, message.Networks, Write);
        WriteList(ref writer, message.StageNames, static (ref writer, item) => writer.Write(item));
        WriteList(ref writer, message.DropCauseNames, static (ref writer, item) => writer.Write(item));
        WriteList(ref writer, message.ClassNames, static (ref writer, item) => writer.Write(item));
        WriteList(ref writer, message.Rigs, Write);
        WriteList(ref writer, message.Rungs, static (ref writer, item) => writer.Write(item));
        WriteList(ref writer, message.AbsentRungs, static (ref writer, item) => writer.Write(item));
    }

    private static void Write(ref MessagePackWriter writer, SourceMessage message)
    {
        writer.WriteArrayHeader(11);
        writer.Write(message.SourceId);
        writer.Write(message.Kind);
        writer.Write(message.Origin);
        writer.Write(message.Width);
        writer.Write(message.Height);
        writer.Write((int)message.Clock);
        writer.Write(message.IsLive);
        WriteOptional(ref writer, message.FrameCount);
        writer.Write(message.Licence);
        Write(ref writer, message.Calibration);
        writer.Write(message.MotionSource);
    }

    private static void Write(ref MessagePackWriter writer, CalibrationMessage message)
    {
        writer.WriteArrayHeader(12);
        writer.Write((int)message.State);
        writer.Write(message.Reason);
        writer.Write(message.Source);
        WriteOptional(ref writer, message.Width);
        WriteOptional(ref writer, message.Height);
        WriteOptional(ref writer, message.Fx);
        WriteOptional(ref writer, message.Fy);
        WriteOptional(ref writer, message.Cx);
        WriteOptional(ref writer, message.Cy);
        writer.Write(message.Distortion);
        WriteList(ref writer, message.DistortionCoefficients, static (ref writer, item) => writer.Write(item));
        WriteList(ref writer, message.CameraFromEgo, static (ref writer, item) => writer.Write(item));
    }

    private static void Write(ref MessagePackWriter writer, NetworkMessage message)
    {
        writer.WriteArrayHeader(14);
        writer.Write(message.Name);
        writer.Write(message.Kind);
        writer.Write(message.Sha256);
        writer.Write(message.Provider);
        writer.Write(message.InputWidth);
        writer.Write(message.InputHeight);
        writer.Write(message.Licence);
        WriteList(ref writer, message.ProvidersAsked, static (ref writer, item) => writer.Write(item));
        writer.Write(message.FallbackReason);
        writer.Write(message.Threads);
        writer.Write(message.IsHalfPrecision);
        writer.Write(message.IsGuarded);
        writer.Write(message.MaxBatch);
        WriteList(ref writer, message.Nodes, Write);
    }

    private static void Write(ref MessagePackWriter writer, NodeCountMessage message)
    {
        writer.WriteArrayHeader(2);
        writer.Write(message.Provider);
        writer.Write(message.Count);
    }

    private static void Write(ref MessagePackWriter writer, RigMessage message)
    {
        writer.WriteArrayHeader(4);
        writer.Write(message.RigId);
        WriteList(ref writer, message.Cameras, static (ref writer, item) => writer.Write(item));
        writer.Write(message.ToleranceNs);
        writer.Write(message.WaitNs);
    }
}
