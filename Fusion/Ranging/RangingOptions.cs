using System.ComponentModel.DataAnnotations;

namespace Fusion.Ranging;

/// <summary>How box edges are turned into metres.</summary>
public sealed class RangingOptions
{
    /// <summary>What the detector's boxes enclose.</summary>
    public BoxStyle BoxStyle { get; init; } = BoxStyle.VisibleOutline;

    /// <summary>Noise floor of a box edge, source pixels; where the network saw coarser pixels (<see cref="Geometry.ImageView.PixelSize"/>), one of those.</summary>
    [Range(0.1, 50.0)]
    public double EdgeNoisePx { get; init; } = 1.5;

    /// <summary>Noise of a box edge as a share of the box's side across it.</summary>
    [Range(0.0, 1.0)]
    public double EdgeNoiseShare { get; init; } = 0.03;

    /// <summary>How much noisier the bottom edge is: shadows, tyres and bumpers compete for it.</summary>
    [Range(0.1, 20.0)]
    public double BottomNoiseFactor { get; init; } = 1.5;

    /// <summary>How long a box edge's error persists: frames that follow sooner count for less, so that the rate of frames does not decide.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan EdgeNoiseTime { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>An edge of which a nearer box covers this share is hidden and only bounds the object (visible outlines only).</summary>
    [Range(0.01, 1.0)]
    public double HiddenEdgeShare { get; init; } = 0.5;

    /// <summary>A box is nearer than another where its bottom lies lower by this share of the other's height.</summary>
    [Range(0.0, 1.0)]
    public double NearerShare { get; init; } = 0.05;

    /// <summary>Spread of a class's length, as a share of it.</summary>
    [Range(0.0, 1.0)]
    public double LengthSpread { get; init; } = 0.12;

    /// <summary>How long what an object's length errs by counts as the same error: frames that follow sooner tell nothing new of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LengthTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what the growth of an object's image errs by counts as the same error.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan GrowthTime { get; init; } = TimeSpan.FromSeconds(0.6);

    /// <summary>An edge this close to the image border is cut off: the object may go on beyond it. Source pixels.</summary>
    [Range(0.0, 50.0)]
    public double BorderMarginPx { get; init; } = 3;

    /// <summary>The same as a share of the box's side across the edge: networks stop short of the border in proportion to the object.</summary>
    [Range(0.0, 0.5)]
    public double BorderMarginShare { get; init; } = 0.03;

    /// <summary>Spread of the camera's horizon about its calibration: mounting, load, a long grade; rad.</summary>
    [Range(0.0001, 0.5)]
    public double HorizonSigma { get; init; } = 0.012;

    /// <summary>How long such an offset of the camera's persists.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "10:00:00")]
    public TimeSpan HorizonMemory { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How well the camera's horizon can be known at best from objects: class means err alike for all of them; rad.</summary>
    [Range(0.0, 0.5)]
    public double HorizonFloor { get; init; } = 0.005;

    /// <summary>Spread of an object's own horizon about the camera's: pitch while driving, grade and camber at its place; rad.</summary>
    [Range(0.0001, 0.5)]
    public double HorizonResidualSigma { get; init; } = 0.01;

    /// <summary>The same where the road's lines tell the horizon: what is left of it at an object (camber, grade beside the lane, suspension), rad.</summary>
    [Range(0.0001, 0.5)]
    public double RoadHorizonSigma { get; init; } = 0.003;

    /// <summary>How long an offset of an object's own persists.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan HorizonTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Root of the acceleration density along ego X, m/s^1.5.</summary>
    [Range(0.01, 100.0)]
    public double LongitudinalAcceleration { get; init; } = 2;

    /// <summary>The same along ego Y.</summary>
    [Range(0.01, 100.0)]
    public double LateralAcceleration { get; init; } = 1.0;

    /// <summary>How fast the visible width changes as the view turns, m/√s.</summary>
    [Range(0.0, 10.0)]
    public double WidthDrift { get; init; } = 0.06;

    /// <summary>How much faster it changes for an object beside the optical axis, at 45°, m/√s: the view of it turns as it passes.</summary>
    [Range(0.0, 10.0)]
    public double WidthDriftAside { get; init; } = 0.5;

    /// <summary>How fast the height may change, m/√s.</summary>
    [Range(0.0, 10.0)]
    public double HeightDrift { get; init; } = 0.005;

    /// <summary>Spread of an object's unknown first velocity beside a standing ego vehicle, m/s.</summary>
    [Range(0.1, 100.0)]
    public double InitialVelocitySigma { get; init; } = 8;

    /// <summary>What a moving one adds, as a share of its own speed: traffic goes along with it, stands, or comes towards it.</summary>
    [Range(0.0, 5.0)]
    public double InitialVelocityShare { get; init; } = 1;

    /// <summary>Spread of the first range before anything is measured, as a share of it.</summary>
    [Range(0.05, 5.0)]
    public double InitialRangeShare { get; init; } = 0.6;

    /// <summary>Edges further off than so many standard deviations are weakened (Huber).</summary>
    [Range(1.0, 100.0)]
    public double RobustGate { get; init; } = 2.5;

    /// <summary>A first box with an edge this many standard deviations off its class's usual size belongs to a larger object.</summary>
    [Range(1.0, 100.0)]
    public double MisfitGate { get; init; } = 4;

    /// <summary>Nearest and farthest believable depth, metres.</summary>
    [Range(0.1, 10.0)]
    public double MinimumDepth { get; init; } = 1;

    /// <inheritdoc cref="MinimumDepth"/>
    [Range(10.0, 2000.0)]
    public double MaximumDepth { get; init; } = 300;
}
