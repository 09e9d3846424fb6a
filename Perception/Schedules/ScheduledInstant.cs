using Perception.Client;

namespace Perception.Schedules;

/// <summary>What a schedule says of one instant of a rig that was worked on.</summary>
/// <param name="Number">Counts the instants that were closed; those that a newer one took the place of are not in the schedule.</param>
/// <param name="CaptureTimeNs">Its capture time.</param>
/// <param name="World">The number of the message that was made of it; null where nothing came of it.</param>
/// <param name="Cameras">In the rig's order.</param>
internal sealed record ScheduledInstant(long Number, long CaptureTimeNs, long? World, IReadOnlyList<ScheduledContribution> Cameras);

/// <summary>What one camera gave to an instant.</summary>
/// <param name="State">What.</param>
/// <param name="Frame">The number of its frame; null where it gave none, or ended before that had come out.</param>
/// <param name="CaptureTimeNs">That frame's.</param>
/// <param name="Reason">Why it gave nothing or less than it should have, or null.</param>
/// <param name="Drops">Frames that the instant's world tells of as lost, indexed by cause.</param>
/// <param name="DropReason">Why those were lost, as far as it was recorded.</param>
internal sealed record ScheduledContribution(ContributionState State, long? Frame, long? CaptureTimeNs, string? Reason, long[] Drops, string? DropReason = null);
