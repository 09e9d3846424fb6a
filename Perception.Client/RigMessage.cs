using MessagePack;

namespace Perception.Client;

/// <summary>Cameras on one vehicle whose frames become one world.</summary>
[MessagePackObject]
public sealed class RigMessage
{
    /// <summary>The <see cref="WorldMessage.SourceId"/> of its worlds.</summary>
    [Key(0)]
    public string RigId { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Its cameras, entries of <see cref="HelloMessage.Sources"/>, in the order of <see cref="WorldMessage.Cameras"/>. Lanes, drivable area and ego lane are the first one's.</summary>
    [Key(1)]
    public List<string> Cameras { get; set => field = value ?? []; } = [];

    /// <summary>Frames captured within this time are of one instant, nanoseconds.</summary>
    [Key(2)]
    public long ToleranceNs { get; set; }

    /// <summary>How long an instant waits for a camera after its first frame arrived, nanoseconds.</summary>
    [Key(3)]
    public long WaitNs { get; set; }
}
