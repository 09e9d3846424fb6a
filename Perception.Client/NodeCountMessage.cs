using MessagePack;

namespace Perception.Client;

/// <summary>How many of a network's nodes one provider computes.</summary>
[MessagePackObject]
public sealed class NodeCountMessage
{
    /// <summary>ONNX Runtime's name of the provider.</summary>
    [Key(0)]
    public string Provider { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>How many nodes; such that were merged into one count once.</summary>
    [Key(1)]
    public int Count { get; set; }
}
