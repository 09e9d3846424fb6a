using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.EgoMotion;
using Sensors.OpticalFlow;

namespace Perception.Tests.Tracking;

/// <summary>Random and hostile input, seeded: nothing may throw and no track may hold a value that is not finite.</summary>
public sealed class TrackerFuzzTests
{
    private const int ShortSteps = 20_000;
    private const int LongSteps = 1_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fuse_RandomSteps_NeverThrowsAndStaysFinite(int seed) => Run(seed, ShortSteps);

    [Fact]
    [Trait("Category", "Long")]
    public void Fuse_AMillionRandomSteps_NeverThrowsAndStaysFinite() => Run(3, LongSteps);

    private static void Run(int seed, int steps)
    {
        Random random = new(seed);
        Tracker[] trackers =
        [
            new(new TrackerOptions { MaximumTracks = 64, MaximumDetections = 48 }, CalibratedTrackerTests.Camera(), 1242, 375),
            new(new TrackerOptions { MaximumTracks = 64, Ranged = new RangedOptions { WithoutCamera = true } }, null, 1242, 375),
        ];
        long time = 0;
        for (int step = 0; step < steps; step++)
        {
            time = NextTime(random, time);
            Detection[] detections = [.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => RandomDetection(random))];
            RangedObject[] objects = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => RandomObject(random))];
            EgoMotionSample? motion = random.Next(3) == 0 ? null : new EgoMotionSample(time, Number(random, 30), Number(random, 0.5));
            ImageMotion? image = random.Next(5) == 0 ? new ImageMotion(1, 0, Number(random, 50), 0, 1 + Number(random, 0.1), Number(random, 50)) : null;
            Tracker tracker = trackers[step % trackers.Length];
            foreach (Track track in tracker.Fuse(time, detections, objects, motion, image))
            {
                AssertFinite(track, step);
            }
        }
    }

    private static long NextTime(Random random, long time) => random.Next(40) switch
    {
        0 => time,
        1 => time - random.Next(1, 1_000_000_000),
        2 => time + random.Next(),
        3 => time + 10_000_000_000L,
        4 => time + 1,
        _ => time + random.Next(10_000_000, 120_000_000),
    };

    private static Detection RandomDetection(Random random)
    {
        float x = (float)Number(random, 1500);
        float y = (float)Number(random, 500);
        Box box = new(x, y, x + (float)Number(random, 400), y + (float)Number(random, 300));
        return new Detection((ObjectClass)random.Next(0, 12), (float)(random.Next(20) == 0 ? Number(random, 2) : random.NextDouble()), box);
    }

    private static RangedObject RandomObject(Random random) => new(
        random.Next(2) == 0 ? ObjectSources.Lidar : ObjectSources.Radar, (ObjectClass)random.Next(0, 9), (float)random.NextDouble(),
        Number(random, 100), Number(random, 30), Math.Abs(Number(random, 2)), Math.Abs(Number(random, 2)))
    {
        ImageBox = random.Next(2) == 0 ? null : RandomDetection(random).Box,
        RangeRate = random.Next(2) == 0 ? null : Number(random, 30),
        RangeRateSigma = 0.5,
    };

    /// <summary>Mostly within ±scale, now and then hostile.</summary>
    private static double Number(Random random, double scale) => random.Next(60) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => 1e18,
        3 => -1e18,
        4 => 0,
        5 => 1e-30,
        _ => scale * ((2 * random.NextDouble()) - 1),
    };

    private static void AssertFinite(in Track track, int step)
    {
        bool isFinite = float.IsFinite(track.Score) && float.IsFinite(track.Box.XMin + track.Box.YMin + track.Box.XMax + track.Box.YMax)
            && double.IsFinite(track.TimeToCollision ?? 0) && double.IsFinite(track.TimeToCollisionSigma ?? 0);
        if (track.Ego is { } ego)
        {
            isFinite &= double.IsFinite(ego.X + ego.Y + ego.Vx + ego.Vy + ego.CovarianceXY + ego.CameraDepth + ego.HalfDepth)
                && ego.VarianceX > 0 && ego.VarianceY > 0 && ego.VarianceVx > 0 && ego.VarianceVy > 0 && ego.CameraDepthVariance > 0
                && double.IsFinite(ego.VarianceX + ego.VarianceY + ego.VarianceVx + ego.VarianceVy + ego.CameraDepthVariance);
            MotionCovariance motion = Assert.NotNull(ego.Motion);
            isFinite &= double.IsFinite(motion.XVx + motion.XVy + motion.YVx + motion.YVy + motion.VxVy);
        }

        if (track.Ego?.Extent is { } extent)
        {
            isFinite &= extent.Width > 0 && extent.Height > 0 && extent.WidthVariance > 0 && extent.HeightVariance > 0 && extent.HalfDepthVariance > 0
                && double.IsFinite(extent.Width + extent.Height + extent.WidthVariance + extent.HeightVariance + extent.HalfDepthVariance);
        }

        Assert.True(isFinite, $"step {step}: {track}");
    }
}
