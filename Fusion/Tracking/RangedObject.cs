using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>One object of one frame as a ranging sensor (lidar, radar) or its object list reports it.</summary>
/// <param name="Source">The sensor, for provenance.</param>
/// <param name="Class">What it is; <see cref="ObjectClass.Unknown"/> where the sensor does not tell.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="X">Ego X of the centre of its nearest face, metres.</param>
/// <param name="Y">Ego Y of the same.</param>
/// <param name="RangeSigma">Standard deviation along the line of sight, metres.</param>
/// <param name="CrossSigma">Standard deviation across it, metres.</param>
public readonly record struct RangedObject(
    ObjectSources Source, ObjectClass Class, float Score, double X, double Y, double RangeSigma, double CrossSigma)
{
    private const double LeastSigma = 1e-3;
    private const double GreatestValue = 1e4;

    /// <summary>Its outline in the source image, pixels, where it could be projected.</summary>
    public Box? ImageBox { get; init; }

    /// <summary>Its metric box, where the sensor gives one.</summary>
    public EgoCuboid? Cuboid { get; init; }

    /// <summary>How fast the range grows, m/s relative to the ego vehicle; null where it is not measured.</summary>
    public double? RangeRate { get; init; }

    /// <summary>Standard deviation of <see cref="RangeRate"/>, m/s.</summary>
    public double RangeRateSigma { get; init; }

    /// <summary>Finite, with a noise that a sensor can have (1 mm and 1 mm/s at least) and a score from 0 to 1.</summary>
    public bool IsUsable => double.IsFinite(X + Y) && Math.Abs(X) + Math.Abs(Y) < GreatestValue
        && RangeSigma >= LeastSigma && CrossSigma >= LeastSigma && RangeSigma < GreatestValue && CrossSigma < GreatestValue
        && Score >= 0 && Score <= 1 && (ImageBox is not { } box || box.IsValid) && (Cuboid is not { } cuboid || cuboid.IsUsable)
        && (RangeRate is not { } rate || (Math.Abs(rate) < GreatestValue && RangeRateSigma >= LeastSigma && RangeRateSigma < GreatestValue));
}
