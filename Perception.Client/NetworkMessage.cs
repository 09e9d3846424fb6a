using MessagePack;

namespace Perception.Client;

/// <summary>A network that the service runs.</summary>
[MessagePackObject]
public sealed class NetworkMessage
{
    /// <summary>The manifest's name.</summary>
    [Key(0)]
    public string Name { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>What it gives, as in its manifest: <c>objects</c>, <c>lanes</c> or <c>objects+lanes</c>.</summary>
    [Key(1)]
    public string Kind { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Of the ONNX file, lower-case hexadecimal.</summary>
    [Key(2)]
    public string Sha256 { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The execution provider that runs it: <c>cpu</c>, <c>cuda</c> or <c>tensorRt</c>.</summary>
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

    /// <summary>The providers that were asked for, in order; the first that can be had runs the network.</summary>
    [Key(7)]
    public List<string> ProvidersAsked { get; set => field = value ?? []; } = [];

    /// <summary>Why that is not the first of them, as one sentence; null where it is.</summary>
    [Key(8)]
    public string? FallbackReason { get; set; }

    /// <summary>Threads of one run on the processor.</summary>
    [Key(9)]
    public int Threads { get; set; }

    /// <summary>Whether it computes in half precision.</summary>
    [Key(10)]
    public bool IsHalfPrecision { get; set; }

    /// <summary>Whether a stored answer to the known frame is there, which health's checks compare with.</summary>
    [Key(11)]
    public bool IsGuarded { get; set; }

    /// <summary>The most frames that one run takes; frames of several cameras share a run.</summary>
    [Key(12)]
    public int MaxBatch { get; set; }

    /// <summary>Its nodes by the provider that computes them, by a profile of one run at the start; empty where the processor was asked for.</summary>
    [Key(13)]
    public List<NodeCountMessage> Nodes { get; set => field = value ?? []; } = [];
}
