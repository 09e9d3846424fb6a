using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>One frame's place before a <see cref="BatchRunner"/>: the binding with its input and, after the run, its answer.</summary>
public sealed class BatchTicket(NetworkBinding binding) : FrameTicket
{
    public NetworkBinding Binding { get; } = binding;

    /// <summary>When it was queued, on the monotonic clock.</summary>
    internal long QueuedAt { get; set; }
}
