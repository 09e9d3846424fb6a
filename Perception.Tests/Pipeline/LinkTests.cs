using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class LinkTests
{
    [Fact]
    public async Task WriteAsync_LatestAndReaderSlow_NewestWinsAndEveryOtherIsHandedToDropped()
    {
        List<string> dropped = [];
        Link<string> link = new(DeliveryPolicy.Latest, capacity: 1, dropped.Add);
        await link.WriteAsync("a");
        await link.WriteAsync("b");
        await link.WriteAsync("c");
        link.Complete();

        Assert.Equal("c", await link.ReadAsync());
        Assert.Null(await link.ReadAsync());
        Assert.Equal(["a", "b"], dropped);
    }

    [Fact]
    public async Task WriteAsync_LosslessAndFull_WaitsForTheReader()
    {
        Link<string> link = new(DeliveryPolicy.Lossless, capacity: 1);
        await link.WriteAsync("a");
        ValueTask second = link.WriteAsync("b");
        Assert.False(second.IsCompleted);

        Assert.Equal("a", await link.ReadAsync());
        await second;
        Assert.Equal("b", await link.ReadAsync());
    }

    [Fact]
    public void Constructor_LatestWithoutDropped_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new Link<string>(DeliveryPolicy.Latest, capacity: 1));
    }
}
