using Perception.Inference;
using Perception.Pipeline;

namespace Perception.Schedules;

/// <summary>What a schedule says of one frame that could be read.</summary>
/// <param name="Dropped">The cause of its drop before processing; null where it was taken.</param>
/// <param name="Load">What ran on it; null where it was not taken.</param>
/// <param name="Failure">How it was lost in processing; null where it was not.</param>
internal sealed record FrameFate(DropCause? Dropped, LoadStep? Load, ScheduledFailure? Failure);

/// <summary>How a taken frame was lost.</summary>
internal sealed record ScheduledFailure(DropCause Cause, PipelineStage Stage, string Reason)
{
    /// <summary>What the stage throws so that the frame is lost in the same way again.</summary>
    public Exception ToException() => Cause switch
    {
        DropCause.Inference => new InferenceException(Reason),
        DropCause.Untrusted => new UntrustedNetworkException(Reason),
        _ => new StageStalledException(Reason),
    };
}

/// <summary>What a schedule says of one message.</summary>
/// <param name="Frame">Whose it is.</param>
/// <param name="CaptureTimeNs">Its frame's.</param>
/// <param name="Drops">Frames told of in it, indexed by cause; those that could not be read are left to the drive.</param>
/// <param name="Reason">Its <c>degradedReason</c>.</param>
internal sealed record ScheduledWorld(long Frame, long CaptureTimeNs, long[] Drops, string? Reason);
