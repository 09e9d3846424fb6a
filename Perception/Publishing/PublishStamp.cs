using Perception.Client;
using Sensors.Frames;

namespace Perception.Publishing;

/// <summary>Writes the time of publishing into a message. Thread safe.</summary>
public static class PublishStamp
{
    /// <summary>Sets the schema version and <c>publishTimeNs</c>; for a world message also <c>captureToPublishNs</c>.</summary>
    public static void Apply(IPublishedMessage message, TimeProvider time)
    {
        message.SchemaVersion = WireSchema.Version;
        message.PublishTimeNs = Nanoseconds.Utc(time);
        if (message is WorldMessage world)
        {
            world.CaptureToPublishNs = Nanoseconds.Of(time.GetElapsedTime(world.CaptureTimestamp));
        }
    }
}
