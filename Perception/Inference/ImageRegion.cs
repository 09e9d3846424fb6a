namespace Perception.Inference;

/// <summary>A part of an image, as shares of its width and height, 0 to 1.</summary>
public readonly record struct ImageRegion(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The smallest share of either side that a region may have.</summary>
    public const double SmallestSide = 0.05;

    /// <summary>What is wrong with it, as "expected …, found …"; null where nothing is.</summary>
    public string? Problem =>
        Left >= 0 && Top >= 0 && Right <= 1 && Bottom <= 1 && Right - Left >= SmallestSide && Bottom - Top >= SmallestSide
            ? null
            : $"expected 0 <= left < right <= 1 and 0 <= top < bottom <= 1, {SmallestSide} apart or more, found {this}";

    public override string ToString() => FormattableString.Invariant($"{Left}..{Right} by {Top}..{Bottom}");
}
