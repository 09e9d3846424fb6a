using Perception.Client;

namespace Perception.Publishing;

/// <summary>Writes the time of publishing into a message. Thread safe.</summary>
public static class PublishStamp
{
    /// <summary>Sets the schema version and <c>publishTimeNs</c>; for a world message also <c>captureToPublishNs</c>.</summary>
    public static void Apply(IPublishedMessage message, TimeProvider time)
    {
        message.SchemaVersion = WireSchema.Version;
        message.PublishTimeNs = UtcNs(time);
        if (message is WorldMessage world)
        {
            world.CaptureToPublishNs = time.GetElapsedTime(world.CaptureTimestamp).Ticks * TimeSpan.NanosecondsPerTick;
        }
    }

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public static long UtcNs(TimeProvider time) =>
        (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
