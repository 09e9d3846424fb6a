using System.ComponentModel.DataAnnotations;

namespace Evaluation.Drives;

/// <summary>What of a drive's truth counts.</summary>
public sealed record DriveScorerOptions
{
    /// <summary>Least height of a road user's visible box, pixels; smaller ones neither count nor make a track wrong.</summary>
    [Range(1, 1000)]
    public float LeastHeight { get; init; } = 25f;

    /// <summary>A road user counts while less of it is hidden, share.</summary>
    [Range(0, 1)]
    public float MostHidden { get; init; } = 0.5f;

    /// <summary>Least intersection over union of a track's box with the visible box.</summary>
    [Range(0.05, 1)]
    public float LeastIoU { get; init; } = 0.5f;

    /// <summary>Nearest range at which the error of a range counts, metres.</summary>
    [Range(0.5, 100)]
    public double LeastRange { get; init; } = 2;
}
