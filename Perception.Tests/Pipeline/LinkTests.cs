using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class LinkTests
{
    private readonly List<(string Item, DropCause Cause)> _dropped = [];

    [Fact]
    public async Task WriteAsync_LatestAndReaderSlow_NewestWinsAndEveryOtherIsHandedToDropped()
    {
        Link<string> link = new(DeliveryPolicy.Latest, capacity: 1, Drop);
        await link.WriteAsync("a");
        await link.WriteAsync("b");
        await link.WriteAsync("c");
        link.Complete();

        Assert.Equal("c", await link.ReadAsync());
        Assert.Null(await link.ReadAsync());
        Assert.Equal([("a", DropCause.NewerFrame), ("b", DropCause.NewerFrame)], _dropped);
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
    public async Task ReadAsync_LatencyBound_WhatIsTooOldIsDroppedAndTheRestComesInOrder()
    {
        Dictionary<string, int> ages = new() { ["a"] = 90, ["b"] = 81, ["c"] = 80, ["d"] = 10 };
        Link<string> link = new(DeliveryPolicy.LatencyBound(TimeSpan.FromMilliseconds(80)), capacity: 4, Drop, item => TimeSpan.FromMilliseconds(ages[item]));
        foreach (string item in ages.Keys)
        {
            await link.WriteAsync(item);
        }

        Assert.Equal("c", await link.ReadAsync());
        Assert.Equal("d", await link.ReadAsync());
        Assert.Equal([("a", DropCause.TooOld), ("b", DropCause.TooOld)], _dropped);
    }

    [Fact]
    public async Task WriteAsync_LatencyBoundAndFull_TheOldestGivesWay()
    {
        Link<string> link = new(DeliveryPolicy.LatencyBound(TimeSpan.FromSeconds(1)), capacity: 2, Drop, _ => TimeSpan.Zero);
        await link.WriteAsync("a");
        await link.WriteAsync("b");
        await link.WriteAsync("c");

        Assert.Equal("b", await link.ReadAsync());
        Assert.Equal([("a", DropCause.NewerFrame)], _dropped);
    }

    [Fact]
    public async Task WriteAsync_EveryThirdLossless_GoesOnAndTheOthersAreDropped()
    {
        Link<string> link = new(DeliveryPolicy.Every(3, DeliveryPolicy.Lossless), capacity: 8, Drop);
        foreach (string item in (string[])["a", "b", "c", "d", "e"])
        {
            await link.WriteAsync(item);
        }

        Assert.Equal("a", await link.ReadAsync());
        Assert.Equal("d", await link.ReadAsync());
        Assert.Equal(["b", "c", "e"], _dropped.Select(drop => drop.Item));
        Assert.All(_dropped, drop => Assert.Equal(DropCause.EveryNth, drop.Cause));
    }

    [Fact]
    public void Constructor_LatestWithoutDropped_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new Link<string>(DeliveryPolicy.Latest, capacity: 1));

    [Fact]
    public void Constructor_LatencyBoundWithoutAge_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new Link<string>(DeliveryPolicy.LatencyBound(TimeSpan.FromSeconds(1)), capacity: 1, Drop));

    private void Drop(string item, DropCause cause) => _dropped.Add((item, cause));
}
