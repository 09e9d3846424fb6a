namespace Perception.Benchmarks;

/// <summary>One measurement of one way from publisher to subscriber.</summary>
/// <param name="LatencyMicroseconds">Median time from the call that publishes to the message in the subscriber's hands, one message at a time.</param>
/// <param name="MessagesPerSecond">As many as come through where they are published without a pause.</param>
public readonly record struct WireTimes(double LatencyMicroseconds, double MessagesPerSecond);
