namespace Perception.Inference;

/// <summary>How far a download has come.</summary>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="TotalBytes">Bytes in all, or null where the server does not say.</param>
public readonly record struct FetchProgress(long Bytes, long? TotalBytes);
