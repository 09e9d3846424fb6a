namespace Perception.Recording;

/// <summary>Opens the files that a run is recorded in.</summary>
internal static class RecordingFile
{
    /// <param name="path">The file; others may read it meanwhile.</param>
    /// <param name="mode">What becomes of an existing one.</param>
    /// <exception cref="IOException">It cannot be written; one sentence.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: expected a file that can be written, found none ({failure.Message})", failure);
        }
    }
}
