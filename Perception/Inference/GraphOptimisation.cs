namespace Perception.Inference;

/// <summary>How far ONNX Runtime rewrites a network when it is loaded.</summary>
public enum GraphOptimisation
{
    /// <summary>Not at all: the network runs as it was exported.</summary>
    None,

    /// <summary>What holds on every provider, such as folding constants.</summary>
    Basic,

    /// <summary>Also fused operators of the provider that runs it.</summary>
    Extended,

    /// <summary>Also other memory layouts.</summary>
    All,
}
