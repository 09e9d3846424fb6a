using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>One frame's place before a <see cref="BatchRunner"/>: the binding with its input and, after the run, its answer.</summary>
public sealed class BatchTicket(NetworkBinding binding) : FrameTicket
{
    public NetworkBinding Binding { get; } = binding;

    /// <summary>Whether its frame was announced and has neither come nor been taken back; the runner's, under its lock.</summary>
    internal bool IsOnTheWay { get; set; }

    /// <summary>When it was queued, on the monotonic clock.</summary>
    internal long QueuedAt { get; set; }

    /// <summary>Where it was queued last.</summary>
    internal BatchRunner? Runner { get; set; }

    /// <summary>Asks the run that its frame shares with others, if one is under way, to end: it fails for all of them. Thread safe.</summary>
    public void EndRun() => Runner?.EndRun(this);
}
