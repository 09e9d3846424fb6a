using System.Runtime.InteropServices;

namespace Perception.Diagnostics;

/// <summary>Has the native heap give back to the system what is not used.</summary>
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

    /// <summary>Whether the heap is glibc's; nothing is done to another.</summary>
    public static bool IsGlibc { get; } =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    /// <summary>Called before anything large is allocated; a threshold in the environment (MALLOC_MMAP_THRESHOLD_) is left as it is.</summary>
    public static void MapLargeBlocks()
    {
        if (IsGlibc && Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null)
        {
            _ = SetOption(MapThreshold, LargeBlock);
        }
    }

    /// <summary>
    /// Gives the free pages of every heap back to the system; a service of one camera takes less than a millisecond for it. .NET's compiler takes megabytes from the heap of
    /// whichever thread it runs on, whenever a method has become hot, hours after the start as well; by itself glibc keeps most of them.
    /// </summary>
    public static void GiveBack()
    {
        if (IsGlibc)
        {
            _ = Trim(0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
