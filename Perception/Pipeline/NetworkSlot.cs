using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>A network and where it looks: each frame in process has one binding for each slot.</summary>
/// <param name="Network">Which network.</param>
/// <param name="NetworkIndex">Its place among the networks that <c>hello</c> lists.</param>
/// <param name="Region">Null for the whole image.</param>
public sealed record NetworkSlot(Network Network, int NetworkIndex, ImageRegion? Region);
