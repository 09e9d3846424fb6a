using MessagePack;

namespace Perception.Client;

/// <summary>How one network is.</summary>
[MessagePackObject]
public sealed class NetworkHealthMessage
{
    /// <summary>The manifest's name.</summary>
    [Key(0)]
    public string Name { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The execution provider that runs it: <c>cpu</c>, <c>cuda</c> or <c>tensorRt</c>.</summary>
    [Key(1)]
    public string Provider { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Whether its last answer to the known frame was right.</summary>
    [Key(2)]
    public GuardState Guard { get; set; }

    /// <summary>That check as one sentence, or why there is none; null before it.</summary>
    [Key(3)]
    public string? GuardDetail { get; set; }

    /// <summary>Root mean square of the differences as a share of the expected samples' standard deviation; null where nothing finite was compared.</summary>
    [Key(4)]
    public double? GuardDifference { get; set; }

    /// <summary>How many checks there were.</summary>
    [Key(5)]
    public long GuardChecks { get; set; }

    /// <summary>Since the last check, nanoseconds, monotonic; null before the first.</summary>
    [Key(6)]
    public long? SinceGuardCheckNs { get; set; }

    /// <summary>Runs before the first frame.</summary>
    [Key(7)]
    public int WarmUpRuns { get; set; }

    /// <summary>All of those together, nanoseconds.</summary>
    [Key(8)]
    public long WarmUpNs { get; set; }

    /// <summary>99 of 100 of those took no longer, nanoseconds; null before they were done.</summary>
    [Key(9)]
    public long? WarmUpP99Ns { get; set; }

    /// <summary>How many runs there were with one frame, with two, and so on; empty where the network takes one frame at a time.</summary>
    [Key(10)]
    public List<long> BatchRuns { get; set => field = value ?? []; } = [];
}
