using MessagePack;

namespace Perception.Client;

/// <summary>What a world message was made with, and so what its silence means.</summary>
[MessagePackObject]
public sealed class CapabilityMessage
{
    /// <summary>A network looked for objects in this frame: no tracks then means that none are seen.</summary>
    [Key(0)]
    public bool Objects { get; set; }

    /// <summary>A network looked for lane lines in this frame.</summary>
    [Key(1)]
    public bool Lanes { get; set; }

    /// <summary>A network looked for the drivable area in this frame.</summary>
    [Key(2)]
    public bool Drivable { get; set; }

    /// <summary>The source is calibrated, so ego-frame fields may be there.</summary>
    [Key(3)]
    public bool Metric { get; set; }

    /// <summary>Why this is less than was configured, as one sentence; null where it is not.</summary>
    [Key(4)]
    public string? DegradedReason { get; set; }

    /// <summary>The networks that ran: indices into <see cref="HelloMessage.Networks"/>.</summary>
    [Key(5)]
    public List<int> Networks { get; set => field = value ?? []; } = [];
}
