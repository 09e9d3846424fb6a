using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class ReorderBufferTests
{
    [Fact]
    public void TryTake_ItemsFinishedOutOfOrder_ComeBackInOrder()
    {
        ReorderBuffer<string> buffer = new(capacity: 3);
        List<string> taken = [];
        foreach ((long sequence, string item) in new[] { (1L, "b"), (2L, "c"), (0L, "a"), (4L, "e"), (3L, "d") })
        {
            buffer.Add(sequence, item);
            while (buffer.TryTake(out string? next))
            {
                taken.Add(next!);
            }
        }

        Assert.Equal(["a", "b", "c", "d", "e"], taken);
    }

    [Fact]
    public void Add_SequenceGivenOutBefore_Throws()
    {
        ReorderBuffer<string> buffer = new(capacity: 2);
        buffer.Add(0, "a");
        Assert.True(buffer.TryTake(out _));
        Assert.Throws<InvalidOperationException>(() => buffer.Add(0, "again"));
    }

    [Fact]
    public void Add_FartherAheadThanCapacity_Throws()
    {
        ReorderBuffer<string> buffer = new(capacity: 2);
        Assert.Throws<InvalidOperationException>(() => buffer.Add(2, "c"));
    }
}
