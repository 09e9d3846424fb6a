using Perception.Client;
using Perception.Commands;

namespace Perception.Tests.Commands;

public sealed class ListenTextTests
{
    [Fact]
    public void World_MoreDropsThan63BitsCount_SaysHowMany()
    {
        WorldMessage world = new() { SourceId = "front", Drops = [new() { Count = long.MaxValue }, new() { Cause = 1, Count = long.MaxValue }] };

        Assert.EndsWith("; 18446744073709551614 frames dropped", ListenText.World(world), StringComparison.Ordinal);
    }
}
