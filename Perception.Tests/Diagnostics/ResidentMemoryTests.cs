using Perception.Diagnostics;
using Perception.Tests.Shared;

namespace Perception.Tests.Diagnostics;

[Collection(Alone.Name)]
public sealed class ResidentMemoryTests
{
    [Fact]
    public void Bytes_BesideDotNetsOwnLook_AreTheSame() => Assert.InRange(ResidentMemory.Bytes / (double)Environment.WorkingSet, 0.95, 1.05);

    [Fact]
    public void Bytes_MemoryIsTouched_GrowByIt()
    {
        const int Touched = 64 << 20;
        long before = ResidentMemory.Bytes;
        byte[] block = GC.AllocateUninitializedArray<byte>(Touched, pinned: true);
        for (int i = 0; i < block.Length; i += Environment.SystemPageSize)
        {
            block[i] = 1;
        }

        Assert.InRange(ResidentMemory.Bytes - before, Touched / 2, Touched * 2L);
        GC.KeepAlive(block);
    }

    [Fact]
    public void Bytes_AThousandLooks_AllocateNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells it without garbage");
        _ = ResidentMemory.Bytes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = ResidentMemory.Bytes;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
