using Evaluation.Formats;
using Evaluation.Metrics;

namespace Perception.Tests.Evaluation.Tracking3D;

public sealed class CuboidOverlapTests
{
    private static readonly Box3D Unit = new(1, 1, 1, 0, 0, 10, 0);

    [Fact]
    public void IntersectionOverUnion_HandWorkedCases_AreExact()
    {
        Assert.Equal(1, CuboidOverlap.IntersectionOverUnion(Unit, Unit), 12);
        Assert.Equal(1, CuboidOverlap.IntersectionOverUnion(Unit, Unit with { RotationY = Math.PI }), 12);
        Assert.Equal(1.0 / 3, CuboidOverlap.IntersectionOverUnion(Unit, Unit with { X = 0.5 }), 12);
        Assert.Equal(1.0 / 3, CuboidOverlap.IntersectionOverUnion(Unit, Unit with { Y = 0.5 }), 12);
        Assert.Equal(0, CuboidOverlap.IntersectionOverUnion(Unit, Unit with { Z = 11.5 }), 12);
        Assert.Equal(0, CuboidOverlap.IntersectionOverUnion(Unit, Unit with { Y = 1 }), 12);

        // Two unit squares, one turned by 45°, share a regular octagon of area 2 (√2 - 1).
        double octagon = 2 * (Math.Sqrt(2) - 1);
        Assert.Equal(octagon / (2 - octagon), CuboidOverlap.IntersectionOverUnion(Unit, Unit with { RotationY = Math.PI / 4 }), 12);
    }

    [Fact]
    public void IntersectionOverUnion_LongBoxTurned_FollowsKittisHeading()
    {
        // Heading 90° about the downward Y axis: the length lies along -Z.
        Box3D along = new(1, 1, 4, 0, 0, 10, Math.PI / 2);

        Assert.Equal(0.5, CuboidOverlap.IntersectionOverUnion(along, new Box3D(1, 1, 2, 0, 0, 11, -Math.PI / 2)), 12);
        Assert.Equal(0, CuboidOverlap.IntersectionOverUnion(along, new Box3D(1, 1, 2, 1.6, 0, 10, 0)), 12);
    }

    [Fact]
    public void IntersectionOverUnion_RandomBoxes_AgreesWithCountedPoints()
    {
        Random random = new(5);
        for (int pair = 0; pair < 40; pair++)
        {
            Box3D a = RandomBox(random);
            Box3D b = RandomBox(random);

            Assert.Equal(Counted(a, b), CuboidOverlap.IntersectionOverUnion(a, b), 0.01);
        }
    }

    private static Box3D RandomBox(Random random) => new(
        1 + random.NextDouble(), 1 + random.NextDouble(), 2 + (3 * random.NextDouble()),
        2 * random.NextDouble(), random.NextDouble(), 10 + (2 * random.NextDouble()), 7 * (random.NextDouble() - 0.5));

    /// <summary>The overlap by counting which points of a fine grid on the ground lie in both.</summary>
    private static double Counted(in Box3D a, in Box3D b)
    {
        const double step = 0.02;
        int both = 0;
        for (double x = -5; x < 8; x += step)
        {
            for (double z = 5; z < 18; z += step)
            {
                both += Holds(a, x, z) && Holds(b, x, z) ? 1 : 0;
            }
        }

        double height = Math.Max(0, Math.Min(a.Y, b.Y) - Math.Max(a.Y - a.Height, b.Y - b.Height));
        double common = both * step * step * height;
        return common / ((a.Length * a.Width * a.Height) + (b.Length * b.Width * b.Height) - common);
    }

    private static bool Holds(in Box3D box, double x, double z)
    {
        (double sin, double cos) = Math.SinCos(box.RotationY);
        double along = (cos * (x - box.X)) - (sin * (z - box.Z));
        double across = (sin * (x - box.X)) + (cos * (z - box.Z));
        return Math.Abs(along) <= box.Length / 2 && Math.Abs(across) <= box.Width / 2;
    }
}
