using MessagePack;

namespace Perception.Client;

/// <summary>How long one stage took for one frame.</summary>
[MessagePackObject]
public sealed class StageTimingMessage
{
    /// <summary>Index into <see cref="HelloMessage.StageNames"/>.</summary>
    [Key(0)]
    public int Stage { get; set; }

    /// <summary>From leaving the stage before to being taken up, nanoseconds.</summary>
    [Key(1)]
    public long QueueWaitNs { get; set; }

    /// <summary>From being taken up to leaving the stage, nanoseconds.</summary>
    [Key(2)]
    public long WorkNs { get; set; }
}
