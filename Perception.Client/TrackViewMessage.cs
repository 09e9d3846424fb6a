using MessagePack;

namespace Perception.Client;

/// <summary>One camera's sight of an object.</summary>
[MessagePackObject]
public sealed class TrackViewMessage
{
    /// <summary>Which camera: an index into <see cref="WorldMessage.Cameras"/>.</summary>
    [Key(0)]
    public int Camera { get; set; }

    /// <summary>The object's identity in that camera's own tracking.</summary>
    [Key(1)]
    public int TrackId { get; set; }

    /// <summary>Filtered box in that camera's images; a prediction where it does not see the object now.</summary>
    [Key(2)]
    public BoxMessage Box { get; set => field = value ?? new BoxMessage(); } = new();

    /// <summary>Since that camera last saw the object, nanoseconds of capture time; 0 where it did in this world's frame.</summary>
    [Key(3)]
    public long SinceSeenNs { get; set; }
}
