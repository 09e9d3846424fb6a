using Perception.Client;

namespace Perception.Pipeline;

/// <summary>What is known of one network's answers to the known frame. Immutable.</summary>
/// <param name="State">Whether they are right.</param>
/// <param name="Detail">The last check as one sentence, or why there is none; null before it.</param>
/// <param name="Difference">The last check's relative difference; null where there was none or it is not a number.</param>
/// <param name="Checks">How many checks there were.</param>
/// <param name="CheckedAt">When the last one ended, on the monotonic clock; 0 before it.</param>
public sealed record GuardReading(GuardState State, string? Detail, double? Difference, long Checks, long CheckedAt);
