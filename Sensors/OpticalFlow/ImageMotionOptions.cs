using System.ComponentModel.DataAnnotations;

namespace Sensors.OpticalFlow;

/// <summary>How the motion of the image is measured. Pixels are those of the shrunk image.</summary>
public sealed record ImageMotionOptions
{
    /// <summary>About how wide the image is made, pixels; it is shrunk by a whole number.</summary>
    [Range(64, 1024)]
    public int Width { get; init; } = 320;

    /// <summary>Levels of the pyramid; each further one doubles the largest motion that is found.</summary>
    [Range(1, 5)]
    public int Levels { get; init; } = 3;

    /// <summary>Least smaller eigenvalue of a patch's structure tensor, (grey levels a pixel)²: what has less is flat, an edge or noise.</summary>
    [Range(0.1, 1000)]
    public double LeastTexture { get; init; } = 4;

    /// <summary>A point that is followed there and back comes back as near as this, pixels.</summary>
    [Range(0.01, 2)]
    public double ReturnTolerance { get; init; } = 0.3;

    /// <summary>A point agrees with a motion that misses it by no more across the ray from the focus of expansion, pixels.</summary>
    [Range(0.05, 3)]
    public double AcrossTolerance { get; init; } = 0.4;

    /// <summary>And by no more along the ray, where its depth has its say, pixels.</summary>
    [Range(0.05, 20)]
    public double AlongTolerance { get; init; } = 3;

    /// <summary>What a point's motion along the ray weighs in the fit against that across.</summary>
    [Range(0.001, 1)]
    public double AlongWeight { get; init; } = 0.02;

    /// <summary>How many points have to agree.</summary>
    [Range(4, 1000)]
    public int LeastAgreeing { get; init; } = 15;

    /// <summary>And which share of the corners that were looked for.</summary>
    [Range(0.05, 1)]
    public double LeastAgreeingShare { get; init; } = 0.3;
}
