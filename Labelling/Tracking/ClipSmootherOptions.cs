using System.ComponentModel.DataAnnotations;

namespace Labelling.Tracking;

/// <summary>How labels are carried over the frames of a clip. Lengths in labelled frames.</summary>
public sealed record ClipSmootherOptions
{
    /// <summary>Boxes are grown by this share of their size to each side before they are compared between frames.</summary>
    [Range(0, 2)]
    public float Growth { get; init; } = 0.25f;

    /// <summary>Least intersection over union of grown boxes that continue one another.</summary>
    [Range(0.05, 0.95)]
    public float LeastIoU { get; init; } = 0.3f;

    /// <summary>Frames without a box that a track survives, and that are filled.</summary>
    [Range(0, 10)]
    public int LongestGap { get; init; } = 3;

    /// <summary>An object that is nowhere in the clip labelled with this confidence is doubtful: all its labels become boxes to ignore.</summary>
    [Range(0, 1)]
    public float LeastPeak { get; init; } = 0.55f;

    /// <summary>Least confidence of an unsure box that is carried.</summary>
    [Range(0, 1)]
    public float LeastCarried { get; init; } = 0.25f;
}
