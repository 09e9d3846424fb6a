using System.Runtime.InteropServices;

namespace Perception.Diagnostics;

/// <summary>Keeps the native heap from growing with the number of threads.</summary>
/// <remarks>
/// glibc gives threads heaps of their own (arenas), up to eight a core, and gives little of one back. What the video decoder takes anew
/// whenever a drive begins again is then taken from another heap each time, and resident memory climbs for an hour. Two are enough here:
/// frames, tensors and messages are allocated once. Elsewhere than on Linux with glibc this does nothing.
/// </remarks>
internal static partial class NativeHeap
{
    /// <summary>M_ARENA_MAX of malloc.h.</summary>
    private const int ArenaMax = -8;

    private const int Arenas = 2;

    /// <summary>Called before the first thread of the pool starts; a limit in the environment (MALLOC_ARENA_MAX) is left as it is.</summary>
    public static void LimitArenas()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null
            && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "mallopt", out _))
        {
            _ = SetOption(ArenaMax, Arenas);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
