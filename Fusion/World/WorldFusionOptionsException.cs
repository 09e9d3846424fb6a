namespace Fusion.World;

/// <summary>An option of the fusion is out of its range; the message names it.</summary>
public sealed class WorldFusionOptionsException(string message) : Exception(message);
