using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Perception.Commands;

/// <summary>Standard error, which neither fails nor holds up a command. Thread safe.</summary>
internal static class StandardError
{
    private const int FileDescriptor = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Writes a line; one that cannot be written, or not within two seconds, is left out.</summary>
    public static void WriteLine(string line)
    {
        try
        {
            _ = Task.Run(() => Write(Encoding.UTF8.GetBytes(line + "\n"))).Wait(Patience);
        }
        catch (AggregateException failure) when (failure.InnerException is IOException or UnauthorizedAccessException)
        {
            // There is no other place to say so.
        }
    }

    /// <summary>Not through <see cref="Console.Error"/>, which waits for a standard output that stands still.</summary>
    private static void Write(byte[] bytes)
    {
        using SafeFileHandle handle = new(FileDescriptor, ownsHandle: false);
        using FileStream stream = new(handle, FileAccess.Write, bufferSize: 0);
        stream.Write(bytes);
    }
}
