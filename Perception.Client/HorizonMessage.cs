using MessagePack;

namespace Perception.Client;

/// <summary>
/// Where the road's horizon lies against the camera's calibration: how the camera is pitched at present, and how the road rises or falls ahead.
/// </summary>
/// <remarks>
/// At distance d ahead of the camera the road looks as a flat one would whose horizon lies at o = Offset - Curvature d / 2, with the
/// variance OffsetSigma² - d Covariance + d² CurvatureSigma² / 4. By the lane lines where there are any, else by the objects, and then it is flat.
/// </remarks>
[MessagePackObject]
public sealed class HorizonMessage
{
    /// <summary>How much lower than calibrated the flat road's horizon lies, as the slope of a view direction (about rad): positive while the camera is tipped up, negative while it is tipped down, as by braking.</summary>
    [Key(0)]
    public double Offset { get; set; }

    /// <summary>Standard deviation of <see cref="Offset"/>.</summary>
    [Key(1)]
    public double OffsetSigma { get; set; }

    /// <summary>Vertical curvature of the road, 1/m, positive where it rises ever more; 0 where no lines tell it.</summary>
    [Key(2)]
    public double Curvature { get; set; }

    /// <summary>Standard deviation of <see cref="Curvature"/>, 1/m.</summary>
    [Key(3)]
    public double CurvatureSigma { get; set; }

    /// <summary>Covariance of <see cref="Offset"/> and <see cref="Curvature"/>, 1/m.</summary>
    [Key(4)]
    public double Covariance { get; set; }
}
