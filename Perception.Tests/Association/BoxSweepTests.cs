using Fusion.Association;
using Fusion.Geometry;

namespace Perception.Tests.Association;

/// <summary>Which boxes meet a given one, held against looking at each.</summary>
public sealed class BoxSweepTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(500)]
    public void Meeting_RandomBoxes_GivesAllThatOverlapAndNoneThatIsApart(int count)
    {
        Random random = new(count);
        BoxSweep sweep = new();
        for (int round = 0; round < 3; round++)
        {
            Box[] boxes = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
            sweep.Clear();
            for (int index = 0; index < count; index++)
            {
                sweep.Add(index + 1000, boxes[index]);
            }

            sweep.Sort();
            for (int query = 0; query < 50; query++)
            {
                Box asked = Draw(random);
                int[] met = [.. sweep.Meeting(asked).ToArray().Select(index => index - 1000)];
                Assert.Equal(met.OrderBy(index => boxes[index].XMin), met);
                Assert.Distinct(met);
                Assert.All(met, index => Assert.True(IsMet(boxes[index], asked)));
                Assert.Superset(Enumerable.Range(0, count).Where(index => boxes[index].IntersectionOverUnion(asked) > 0).ToHashSet(), met.ToHashSet());
            }
        }
    }

    [Fact]
    public void Meeting_OneThatSpansAll_IsFoundFromFarToItsRight()
    {
        BoxSweep sweep = new();
        sweep.Add(0, new Box(0, 0, 1000, 100));
        for (int index = 1; index < 40; index++)
        {
            sweep.Add(index, new Box(index * 10, 0, (index * 10) + 5, 100));
        }

        sweep.Sort();
        Assert.Equal([0], sweep.Meeting(new Box(900, 50, 910, 60)).ToArray());
    }

    private static Box Draw(Random random)
    {
        float x = random.Next(200);
        float y = random.Next(200);
        return new Box(x, y, x + 1 + random.Next(60), y + 1 + random.Next(60));
    }

    private static bool IsMet(in Box box, in Box other) =>
        box.XMin <= other.XMax && other.XMin <= box.XMax && box.YMin <= other.YMax && other.YMin <= box.YMax;
}
