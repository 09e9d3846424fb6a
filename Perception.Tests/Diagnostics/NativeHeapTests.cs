using System.Runtime.InteropServices;
using Perception.Diagnostics;
using Perception.Tests.Shared;

namespace Perception.Tests.Diagnostics;

[Collection(Alone.Name)]
public sealed class NativeHeapTests
{
    private const int BlockBytes = 16 * 1024;
    private const int Blocks = 4096;

    [Fact]
    public void GiveBack_FreeBlocksBelowOneInUse_LeaveMemory()
    {
        Assert.SkipUnless(NativeHeap.IsGlibc, "this system has another C library than glibc");
        nint[] blocks = new nint[Blocks];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = Marshal.AllocHGlobal(BlockBytes);
            Marshal.WriteByte(blocks[i], BlockBytes - 1, 1);
            Marshal.WriteByte(blocks[i], BlockBytes / 2, 1);
            Marshal.WriteByte(blocks[i], 0, 1);
        }

        try
        {
            // The last one stays, so that the heap does not shrink by itself.
            Array.ForEach(blocks[..^1], Marshal.FreeHGlobal);
            long before = Environment.WorkingSet;
            NativeHeap.GiveBack();
            Assert.InRange(before - Environment.WorkingSet, BlockBytes * Blocks / 2, long.MaxValue);
        }
        finally
        {
            Marshal.FreeHGlobal(blocks[^1]);
        }
    }
}
