namespace Perception.Recording;

/// <summary>Opens the files that a run is recorded in.</summary>
internal static class RecordingFile
{
    /// <summary>Keeps what an earlier run recorded: its file is renamed to the same name with <c>.1</c> behind it, in the place of an older one. An empty file and a link are left.</summary>
    /// <param name="path">The file, which need not be there.</param>
    /// <exception cref="IOException">It cannot be renamed; one sentence.</exception>
    public static void KeepOlder(string path)
    {
        FileInfo older = new(path);
        if (!older.Exists || older.LinkTarget is not null || older.Length == 0)
        {
            return;
        }

        try
        {
            older.MoveTo(path + ".1", overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: expected to keep it as {path}.1, found that it cannot be ({failure.Message})", failure);
        }
    }

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
