using MessagePack;

namespace Perception.Client;

/// <summary>How many frames were lost for one cause.</summary>
[MessagePackObject]
public sealed class DropCountMessage
{
    /// <summary>Index into <see cref="HelloMessage.DropCauseNames"/>.</summary>
    [Key(0)]
    public int Cause { get; set; }

    [Key(1)]
    public long Count { get; set; }
}
