using System.Runtime.InteropServices;
using System.Text;

namespace Perception.Commands;

/// <summary>Standard error, which neither fails nor holds up a command. Thread safe.</summary>
internal static partial class StandardError
{
    private const int FileDescriptor = 2;

    /// <summary>EINTR of errno.h: a signal came first.</summary>
    private const int Interrupted = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Writes a line; one that cannot be written, or not within five seconds, is left out.</summary>
    public static void WriteLine(string line)
    {
        _ = Task.Run(() => Write(Encoding.UTF8.GetBytes(line + "\n"))).Wait(Patience);
    }

    /// <summary>
    /// Not through <see cref="Console.Error"/>, which waits for a standard output that stands still; nor as a file of its own position, for
    /// where a shell sent both outputs to one file others write there too.
    /// </summary>
    private static void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written = Write(FileDescriptor, bytes, bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
            }
            else if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                // There is no other place to say so.
                return;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int fileDescriptor, ReadOnlySpan<byte> bytes, nint count);
}
