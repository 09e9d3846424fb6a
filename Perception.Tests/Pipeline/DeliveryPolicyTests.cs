using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class DeliveryPolicyTests
{
    [Theory]
    [InlineData("lossless", DeliveryKind.Lossless, 0, 1)]
    [InlineData(" Latest ", DeliveryKind.Latest, 0, 1)]
    [InlineData("latencyBound(80 ms)", DeliveryKind.LatencyBound, 80, 1)]
    [InlineData("latencyBound(0.1s)", DeliveryKind.LatencyBound, 100, 1)]
    [InlineData("every(3)", DeliveryKind.Latest, 0, 3)]
    [InlineData("every(2, lossless)", DeliveryKind.Lossless, 0, 2)]
    [InlineData("every(2, latencyBound(50 ms))", DeliveryKind.LatencyBound, 50, 2)]
    public void TryParse_Policy_IsReadAndWrittenAlike(string text, DeliveryKind kind, int boundMs, int interval)
    {
        Assert.True(DeliveryPolicy.TryParse(text, out DeliveryPolicy policy));
        Assert.Equal((kind, TimeSpan.FromMilliseconds(boundMs), interval), (policy.Kind, policy.Bound, policy.Interval));
        Assert.True(DeliveryPolicy.TryParse(policy.ToString(), out DeliveryPolicy again));
        Assert.Equal(policy, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("newest")]
    [InlineData("latencyBound")]
    [InlineData("latencyBound(80)")]
    [InlineData("latencyBound(0 ms)")]
    [InlineData("latencyBound(-1 ms)")]
    [InlineData("latencyBound(61 s)")]
    [InlineData("latencyBound(NaN ms)")]
    [InlineData("every(0)")]
    [InlineData("every(1001)")]
    [InlineData("every(2, every(2))")]
    [InlineData("every(2, newest)")]
    public void TryParse_NoPolicy_IsRefused(string text) => Assert.False(DeliveryPolicy.TryParse(text, out _));

    [Fact]
    public void Default_IsLossless() => Assert.Equal(DeliveryPolicy.Lossless, default);

    [Fact]
    public void LatencyBound_NotAboveZero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryPolicy.LatencyBound(TimeSpan.Zero));

    [Fact]
    public void Every_Zero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryPolicy.Every(0));
}
