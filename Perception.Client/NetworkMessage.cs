using MessagePack;

namespace Perception.Client;

/// <summary>A network that the service runs.</summary>
[MessagePackObject]
public sealed class NetworkMessage
{
    /// <summary>The manifest's name.</summary>
    [Key(0)]
    public string Name { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>What it gives, as in its manifest.</summary>
    [Key(1)]
    public string Kind { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Of the ONNX file, lower-case hexadecimal.</summary>
    [Key(2)]
    public string Sha256 { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The ONNX Runtime execution provider that runs it.</summary>
    [Key(3)]
    public string Provider { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Pixels.</summary>
    [Key(4)]
    public int InputWidth { get; set; }

    /// <summary>Pixels.</summary>
    [Key(5)]
    public int InputHeight { get; set; }

    [Key(6)]
    public string? Licence { get; set; }
}
