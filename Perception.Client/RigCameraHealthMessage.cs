using MessagePack;

namespace Perception.Client;

/// <summary>What one camera gave to its rig's worlds since the start: each published world counts once.</summary>
[MessagePackObject]
public sealed class RigCameraHealthMessage
{
    /// <summary>Which camera.</summary>
    [Key(0)]
    public string SourceId { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Worlds that its frame is in.</summary>
    [Key(1)]
    public long Contributed { get; set; }

    /// <summary>Worlds that its frame came too late for, as far as that was known when they were published.</summary>
    [Key(2)]
    public long Late { get; set; }

    /// <summary>Worlds that a frame was due for and none had come.</summary>
    [Key(3)]
    public long Missing { get; set; }

    /// <summary>Worlds that nothing or less than configured could be made of its frame for.</summary>
    [Key(4)]
    public long Degraded { get; set; }

    /// <summary>Worlds that none of its frames was due for.</summary>
    [Key(5)]
    public long NotDue { get; set; }
}
