namespace Perception.Benchmarks;

/// <summary>How the process stood at one moment of a soak.</summary>
/// <param name="Elapsed">Since the first frame was read.</param>
/// <param name="ResidentMb">Resident memory, 10⁶ bytes.</param>
/// <param name="ManagedMb">What the garbage collector has committed, 10⁶ bytes; 0 before its first collection.</param>
/// <param name="AllocatedBytes">Allocated on the managed heap since the process began.</param>
/// <param name="FramesPublished">Since the first frame.</param>
/// <param name="Drops">Of every cause, since the first frame.</param>
public readonly record struct SoakSample(
    TimeSpan Elapsed, double ResidentMb, double ManagedMb, long AllocatedBytes, long FramesPublished, long Drops);
