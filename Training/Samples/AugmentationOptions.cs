namespace Training.Samples;

/// <summary>How much a sample may differ from its frame. Shares are probabilities, 0 to 1.</summary>
internal sealed record AugmentationOptions
{
    public float SmallestZoom { get; init; } = 0.8f;

    public float LargestZoom { get; init; } = 1.7f;

    /// <summary>Factor by which width and height may differ.</summary>
    public float Aspect { get; init; } = 1.12f;

    public float RotationDeg { get; init; } = 2.5f;

    public float FlipShare { get; init; } = 0.5f;

    /// <summary>Share of samples made of four frames at half size (Bochkovskiy et al., 2020).</summary>
    public float MosaicShare { get; init; } = 0.08f;

    public float ColourShare { get; init; } = 0.8f;

    public float GreyShare { get; init; } = 0.03f;

    public float BlurShare { get; init; } = 0.12f;

    public float NoiseShare { get; init; } = 0.3f;

    public float DarkShare { get; init; } = 0.08f;

    public float FogShare { get; init; } = 0.05f;

    public float RainShare { get; init; } = 0.04f;

    /// <summary>Share of samples with a bonnet drawn at their lower edge.</summary>
    public float BonnetShare { get; init; } = 0.12f;

    /// <summary>A box of which less than this share stays in view teaches nothing.</summary>
    public float VisibleShare { get; init; } = 0.15f;

    /// <summary>A box whose longer side is shorter, network input pixels, teaches nothing.</summary>
    public float SmallestSide { get; init; } = 5;

    /// <summary>Frames as they are: for validation.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        SmallestZoom = 1, LargestZoom = 1, Aspect = 1, RotationDeg = 0, FlipShare = 0, MosaicShare = 0, ColourShare = 0, GreyShare = 0, BlurShare = 0,
        NoiseShare = 0, DarkShare = 0, FogShare = 0, RainShare = 0, BonnetShare = 0, VisibleShare = 0, SmallestSide = 0,
    };
}
