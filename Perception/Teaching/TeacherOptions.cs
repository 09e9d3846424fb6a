using System.ComponentModel.DataAnnotations;

namespace Perception.Teaching;

/// <summary>Which networks teach, and in which views of the image.</summary>
public sealed record TeacherOptions
{
    /// <summary>Networks that find objects; none where only given truth is to be taken.</summary>
    public IReadOnlyList<string> Detectors { get; init; } = ["yolox_nano_384x640", "deimv2_femto"];

    /// <summary>Networks that find drivable area and lane lines; none where only given truth is to be taken.</summary>
    public IReadOnlyList<string> LaneNetworks { get; init; } = ["twinlitenetplus_small_384x640"];

    /// <summary>
    /// Each network sees the whole image once and is believed alone: a score of 0.4 makes a label, 0.15 a box to ignore, masks are taken
    /// as they come, clips are not smoothed. Not to train on, but to compare with figures that were measured so.
    /// </summary>
    public bool OneLook { get; init; }

    /// <summary>Rows of its own mask by which a lane network draws too low, by name; 0 for one that is not named. docs/labelling.md has the measurement.</summary>
    public IReadOnlyDictionary<string, double> MaskRowsLow { get; init; } = new Dictionary<string, double> { ["twinlitenetplus_small_384x640"] = 0.5 };

    /// <summary>
    /// Grey border above and below an image that a lane network is shown, share of its input's height, at least. TwinLiteNet+ learned
    /// from 16:9 images only; where the image reaches the input's edge it draws lines along that edge.
    /// </summary>
    [Range(0, 0.25)]
    public double LeastBorder { get; init; } = 12 / 384.0;

    /// <summary>Images from this width on are looked at in parts too, for far objects.</summary>
    [Range(1, 100_000)]
    public int LeastWidthForParts { get; init; } = 900;

    /// <summary>Where the parts begin, share of the image's height.</summary>
    [Range(0, 1)]
    public double PartTop { get; init; } = 0.28;

    /// <summary>Width of a part, share of the image's width; three overlap.</summary>
    [Range(0.35, 1)]
    public double PartWidth { get; init; } = 0.5;

    /// <summary>A box that ends within this share of a part's edge is cut by it and is no vote.</summary>
    [Range(0, 0.2)]
    public double CutMargin { get; init; } = 0.02;

    /// <summary>The stored image's width at most, pixels.</summary>
    [Range(64, 4096)]
    public int MostWidth { get; init; } = 960;

    /// <summary>The stored masks' width at most, pixels.</summary>
    [Range(32, 4096)]
    public int MostMaskWidth { get; init; } = 480;
}
