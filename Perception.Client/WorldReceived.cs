namespace Perception.Client;

/// <summary>A world message came in.</summary>
/// <param name="World">The message; the receiver's own.</param>
public sealed record WorldReceived(WorldMessage World) : PerceptionEvent
{
    /// <summary>When it was read, a timestamp of the subscriber's <see cref="TimeProvider"/>.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>How long it may have lain unread here before: since the subscriber last found nothing to read; zero where it was waited for.</summary>
    public TimeSpan WaitedAtMost { get; init; }
}
