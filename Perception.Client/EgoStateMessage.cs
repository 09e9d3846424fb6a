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
}
