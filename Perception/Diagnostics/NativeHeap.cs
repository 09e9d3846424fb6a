using System.Runtime.InteropServices;

namespace Perception.Diagnostics;

/// <summary>Has the native heap give large blocks back to the system.</summary>
/// <remarks>
/// glibc maps blocks of 128 KiB and more by themselves, but whenever one of them is freed it takes blocks of up to that size from its heaps
/// from then on. It has a heap for each of many threads and gives little of one back: what the video decoder takes anew whenever a drive
/// begins again comes from another heap each time, and resident memory climbs for an hour. With a threshold that is set it stays; frames,
/// tensors and messages are allocated once, so that mapping costs nothing while the service runs. Elsewhere than on Linux with glibc this
/// does nothing.
/// </remarks>
internal static partial class NativeHeap
{
    /// <summary>M_MMAP_THRESHOLD of malloc.h.</summary>
    private const int MapThreshold = -3;

    /// <summary>glibc's own threshold at the start, bytes.</summary>
    private const int LargeBlock = 128 * 1024;

    /// <summary>Called before anything large is allocated; a threshold in the environment (MALLOC_MMAP_THRESHOLD_) is left as it is.</summary>
    public static void MapLargeBlocks()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null
            && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "mallopt", out _))
        {
            _ = SetOption(MapThreshold, LargeBlock);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
