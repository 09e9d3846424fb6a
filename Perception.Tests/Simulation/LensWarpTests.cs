using System.Numerics;
using Simulation.Rendering;

namespace Perception.Tests.Simulation;

public sealed class LensWarpTests
{
    private const int Width = 320;
    private const int Height = 180;
    private const float Focal = 250f;

    [Theory]
    [InlineData(-0.2f, 0f)]
    [InlineData(-0.28f, 0.07f)]
    [InlineData(-0.3f, 0.02f)]
    [InlineData(0.1f, -0.02f)]
    [InlineData(0.1f, 0.02f)]
    public void TryDistort_FurtherOut_NeverLeadsBack(float k1, float k2)
    {
        LensWarp warp = new(Width, Height, Focal, (k1, k2));
        float before = 0;
        for (int step = 1; step < 400; step++)
        {
            float radius = 0.02f * step * Focal;
            _ = warp.TryDistort(warp.Pinhole.Cx - (0.8f * radius), warp.Pinhole.Cy + (0.6f * radius), out Vector2 at);
            Vector2 fromMiddle = at - new Vector2(Width / 2f, Height / 2f);
            Assert.True(fromMiddle.X < 0 && fromMiddle.Y > 0 && fromMiddle.Length() >= before - 1e-3f, $"{radius} px from the middle: {fromMiddle} after {before}");
            before = fromMiddle.Length();
        }
    }

    /// <summary>1 - 0.6 r² is 0 at r = 1.291, where r - 0.2 r³ is 0.861.</summary>
    [Fact]
    public void TryDistort_BeyondTheReach_IsOnTheRim()
    {
        LensWarp warp = new(Width, Height, Focal, (-0.2f, 0f));
        Assert.True(warp.TryDistort(warp.Pinhole.Cx + (1.29f * Focal), warp.Pinhole.Cy, out _));
        Assert.False(warp.TryDistort(warp.Pinhole.Cx + (1.3f * Focal), warp.Pinhole.Cy, out Vector2 rim));
        Assert.Equal((Width / 2f) + (0.8607f * Focal), rim.X, 0.1f);
        Assert.Equal(Height / 2f, rim.Y, 0.01f);
    }

    [Fact]
    public void Uses_OfAllPixels_AreTheCamerasPixels()
    {
        LensWarp warp = new(Width, Height, Focal, (-0.2f, 0f));
        long sum = 0;
        foreach (int uses in warp.Uses)
        {
            sum += uses;
        }

        Assert.Equal(Width * Height, sum);
        Assert.True(new LensWarp(Width, Height, Focal, default).Uses.IsEmpty);
    }
}
