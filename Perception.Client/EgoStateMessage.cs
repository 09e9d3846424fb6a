using MessagePack;

namespace Perception.Client;

/// <summary>Where an object is and how it moves, with the filter's own covariance.</summary>
/// <remarks>Ego frame: ISO 8855, X forward, Y left, Z up, origin at the rear-axle centre on the ground.</remarks>
[MessagePackObject]
public sealed class EgoStateMessage
{
    /// <summary>Ego frame, metres, forward: the centre of the object's face that the camera sees (for a vehicle ahead, its rear).</summary>
    [Key(0)]
    public double X { get; set; }

    /// <summary>Ego frame, metres, to the left.</summary>
    [Key(1)]
    public double Y { get; set; }

    /// <summary>Velocity relative to the ego vehicle, ego frame, m/s, forward; the vehicle's own turning left out.</summary>
    [Key(2)]
    public double Vx { get; set; }

    /// <summary>Velocity relative to the ego vehicle, ego frame, m/s, to the left; the vehicle's own turning left out.</summary>
    [Key(3)]
    public double Vy { get; set; }

    /// <summary>m².</summary>
    [Key(4)]
    public double VarianceX { get; set; }

    /// <summary>m².</summary>
    [Key(5)]
    public double VarianceY { get; set; }

    /// <summary>m².</summary>
    [Key(6)]
    public double CovarianceXY { get; set; }

    /// <summary>m²/s².</summary>
    [Key(7)]
    public double VarianceVx { get; set; }

    /// <summary>m²/s².</summary>
    [Key(8)]
    public double VarianceVy { get; set; }

    /// <summary>Distance from the camera to the same point along the optical axis, metres.</summary>
    [Key(9)]
    public double CameraDepth { get; set; }

    /// <summary>m².</summary>
    [Key(10)]
    public double CameraDepthVariance { get; set; }

    /// <summary>Covariance of <see cref="X"/> and <see cref="Vx"/>, m²/s. Null, as the four below, where a rig joins what several cameras say of the place, or carries on an older frame's.</summary>
    [Key(11)]
    public double? CovarianceXVx { get; set; }

    /// <summary>Covariance of <see cref="X"/> and <see cref="Vy"/>, m²/s.</summary>
    [Key(12)]
    public double? CovarianceXVy { get; set; }

    /// <summary>Covariance of <see cref="Y"/> and <see cref="Vx"/>, m²/s.</summary>
    [Key(13)]
    public double? CovarianceYVx { get; set; }

    /// <summary>Covariance of <see cref="Y"/> and <see cref="Vy"/>, m²/s.</summary>
    [Key(14)]
    public double? CovarianceYVy { get; set; }

    /// <summary>Covariance of <see cref="Vx"/> and <see cref="Vy"/>, m²/s².</summary>
    [Key(15)]
    public double? CovarianceVxVy { get; set; }

    /// <summary>Extent on the ground across the optical axis of the camera (in a rig of the first of <see cref="TrackMessage.Views"/>), metres: of a vehicle seen from behind the body's width, from the side its length. Null, as the five below, where it is not known.</summary>
    [Key(16)]
    public double? Width { get; set; }

    /// <summary>Standard deviation of <see cref="Width"/>, metres.</summary>
    [Key(17)]
    public double? WidthSigma { get; set; }

    /// <summary>Height of its top above the ground, metres.</summary>
    [Key(18)]
    public double? Height { get; set; }

    /// <summary>Standard deviation of <see cref="Height"/>, metres.</summary>
    [Key(19)]
    public double? HeightSigma { get; set; }

    /// <summary>How far its centre lies behind the face along that axis on the ground, half its extent along it, metres: not measured, but from the lengths of its class and from <see cref="Width"/>.</summary>
    [Key(20)]
    public double? HalfDepth { get; set; }

    /// <summary>Standard deviation of <see cref="HalfDepth"/>, metres.</summary>
    [Key(21)]
    public double? HalfDepthSigma { get; set; }
}
