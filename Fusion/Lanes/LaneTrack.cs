namespace Fusion.Lanes;

/// <summary>What is known of one line slot beside its place in the <see cref="RoadFilter"/>.</summary>
internal sealed class LaneTrack
{
    public bool IsConfirmed { get; set; }

    /// <summary>Which side of the vehicle's axis it is taken to be on.</summary>
    public bool IsLeft { get; set; }

    public long BornNs { get; set; }

    public long SeenNs { get; set; }

    /// <summary>How long it has been seen, all together.</summary>
    public long SeenForNs { get; set; }

    public double Quality { get; set; }

    /// <summary>Distances between which paint supports it, metres.</summary>
    public double Near { get; set; }

    /// <inheritdoc cref="Near"/>
    public double Far { get; set; }

    public void Start(long nowNs, bool isLeft)
    {
        IsConfirmed = false;
        IsLeft = isLeft;
        BornNs = nowNs;
        SeenNs = nowNs;
        SeenForNs = 0;
        Quality = 0;
        Near = 0;
        Far = 0;
    }
}
