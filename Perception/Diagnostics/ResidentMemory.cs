using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Perception.Diagnostics;

/// <summary>How much memory this process has resident, read without garbage: <see cref="Environment.WorkingSet"/> allocates 2.9 kB at each look.</summary>
internal static class ResidentMemory
{
    private const string Path = "/proc/self/statm";

    private static readonly SafeFileHandle? Statm = OperatingSystem.IsLinux() && File.Exists(Path) ? File.OpenHandle(Path) : null;

    /// <summary>Resident memory, bytes. Thread safe.</summary>
    public static long Bytes
    {
        get
        {
            if (Statm is null)
            {
                return Environment.WorkingSet;
            }

            // Pages: the whole program's, those resident, … (proc_pid_statm(5)).
            Span<byte> text = stackalloc byte[128];
            ReadOnlySpan<byte> fields = text[..RandomAccess.Read(Statm, text, fileOffset: 0)];
            return Utf8Parser.TryParse(fields[(fields.IndexOf((byte)' ') + 1)..], out long pages, out _) ? pages * Environment.SystemPageSize : Environment.WorkingSet;
        }
    }
}
