namespace Perception.Recording;

/// <summary>Opens the files that a run is recorded in.</summary>
internal static class RecordingFile
{
    /// <summary>EAGAIN of errno.h: another process holds the lock.</summary>
    private const int TryAgain = 11;

    /// <summary>Keeps what an earlier run recorded: its file is renamed to the same name with <c>.1</c> behind it, in the place of an older one. An empty file and a link are left.</summary>
    /// <param name="path">The file, which need not be there.</param>
    /// <exception cref="IOException">It cannot be renamed, or another run writes it; one sentence.</exception>
    public static void KeepOlder(string path)
    {
        FileInfo older = new(path);
        if (!older.Exists || older.LinkTarget is not null || older.Length == 0)
        {
            return;
        }

        // Of a run that still writes it nothing is taken away.
        Open(path, FileMode.Open).Dispose();
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
    /// <exception cref="IOException">It cannot be written, or another run has written to it and still does; one sentence.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        FileStream? file = null;
        try
        {
            // Not cut off before it is known to be nobody else's.
            file = new FileStream(path, mode == FileMode.Create ? FileMode.OpenOrCreate : mode, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
            if (file.CanSeek && !TryLock(file) && file.Length > 0)
            {
                throw new IOException("another run writes it");
            }

            if (mode == FileMode.Create && file.CanSeek && file.Length > 0)
            {
                file.SetLength(0);
            }

            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new IOException($"{path}: expected a file that can be written, found none ({failure.Message})", failure);
        }
    }

    /// <summary>Refuses, before a command's work, a file that is written behind it.</summary>
    /// <param name="path">The file, which need not be there; nothing is left where it is not.</param>
    /// <exception cref="IOException">It cannot be written; one sentence.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new IOException($"{path}: expected a file in a folder that is there, found {(Directory.Exists(path) ? "a folder" : "none")}");
        }

        FileInfo file = new(path);
        bool isThere = file.Exists;

        // What is there and empty, or a link, may be a pipe, whose reader would take its closing for the end.
        if (file.LinkTarget is null && (!isThere || file.Length > 0))
        {
            Open(path, FileMode.OpenOrCreate).Dispose();
        }

        if (!isThere)
        {
            file.Delete();
        }
    }

    /// <param name="path">A folder for recordings, made where it is not there.</param>
    /// <exception cref="IOException">It cannot be made; one sentence.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: expected a folder, or none that can be made there, found otherwise ({failure.Message})", failure);
        }
    }

    /// <summary>Marks the file as being written, for other runs; whoever reads it pays no regard to that.</summary>
    /// <returns>False where another process has marked it.</returns>
    private static bool TryLock(FileStream file)
    {
        if (OperatingSystem.IsMacOS())
        {
            return true;
        }

        try
        {
            file.Lock(0, 0);
            return true;
        }
        catch (IOException failure)
        {
            // Some disks have no locks.
            return failure.HResult != TryAgain;
        }
    }
}
