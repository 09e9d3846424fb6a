namespace Perception.Client;

/// <summary>What the three published messages have in common.</summary>
public interface IPublishedMessage
{
    /// <summary>The first frame of the ZeroMQ message: one of <see cref="Topics"/>.</summary>
    string Topic { get; }

    /// <summary>The writer's <see cref="WireSchema.Version"/>.</summary>
    int SchemaVersion { get; set; }

    /// <summary>When the message was handed to the socket: nanoseconds since 1970-01-01T00:00:00Z.</summary>
    long PublishTimeNs { get; set; }
}
