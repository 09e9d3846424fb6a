using Fusion.Filters;
using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>Where the edges of an object's box lie in the image, by the object's state on the ground: the measurement model.</summary>
/// <remarks>
/// The four edges are projections of (X, Y ± w/2) and of heights h and 0 through the camera, in normalised undistorted image units,
/// shifted by the horizon's offset. Not thread safe.
/// </remarks>
internal sealed class EdgeProjection
{
    // A camera that looks straight down has no way ahead to speak of.
    private const double LeastLevel = 0.1;
    private readonly RangingOptions _options;
    private readonly EdgeModel[] _models = new EdgeModel[4];
    public EdgeProjection(RangingOptions options, CameraCalibration calibration)
    {
        _options = options;
        CameraFromEgo = calibration.CameraFromEgo;
        EgoFromCamera = calibration.EgoFromCamera;

        // The optical axis on the ground: faces are taken square to it.
        double length = Math.Max(Math.Sqrt((CameraFromEgo.R20 * CameraFromEgo.R20) + (CameraFromEgo.R21 * CameraFromEgo.R21)), 1e-6);
        AxisX = CameraFromEgo.R20 / length;
        AxisY = CameraFromEgo.R21 / length;
        DepthAlongAxis = Math.Max(length, LeastLevel);
    }

    public RigidTransform CameraFromEgo { get; }

    public RigidTransform EgoFromCamera { get; }

    /// <summary>The optical axis on the ground, a unit vector in the ego frame.</summary>
    public double AxisX { get; }

    /// <inheritdoc cref="AxisX"/>
    public double AxisY { get; }

    /// <summary>How much depth a metre along the axis on the ground makes.</summary>
    public double DepthAlongAxis { get; }

    /// <summary>Depth of the middle of a filter's object along the optical axis, metres.</summary>
    public double Depth(GroundFilter filter) =>
        (CameraFromEgo.R20 * filter[GroundState.X]) + (CameraFromEgo.R21 * filter[GroundState.Y])
        + (CameraFromEgo.R22 * (filter[GroundState.Height] / 2)) + CameraFromEgo.Tz;

    /// <summary>The row at which the ground below the optical axis is seen at a depth, normalised image units.</summary>
    public double GroundRow(double depth)
    {
        double along = (depth - CameraFromEgo.Tz) / DepthAlongAxis;
        (_, double y, double z) = CameraFromEgo.Apply(along * AxisX, along * AxisY, 0);
        return y / Math.Max(z, _options.MinimumDepth / 2);
    }

    /// <summary>What makes each edge of the box of an object of a class; valid until the next call.</summary>
    public ReadOnlySpan<EdgeModel> Models(in ClassDimensions dimensions)
    {
        bool isOutline = _options.BoxStyle == BoxStyle.VisibleOutline;
        double sides = isOutline ? dimensions.SideSetback : 0;
        _models[0] = new EdgeModel(BoxSide.Left, 0.5, 0.5, sides);
        _models[1] = new EdgeModel(BoxSide.Right, -0.5, 0.5, sides);
        _models[2] = new EdgeModel(BoxSide.Top, 0, 1, isOutline ? dimensions.RoofSetback : 0);
        _models[3] = new EdgeModel(BoxSide.Bottom, 0, 0, isOutline ? dimensions.ContactSetback : 0);
        return _models;
    }

    /// <summary>Where an edge of an object in a given state lies, normalised image units, and its derivative by the state.</summary>
    /// <param name="state">The filter's state.</param>
    /// <param name="edge">Which edge.</param>
    /// <param name="dimensions">The object's class.</param>
    /// <param name="gradient">Receives the derivative.</param>
    /// <param name="shapeVariance">What the class's spread in length adds to the measurement's variance.</param>
    public double Predict(ReadOnlySpan<double> state, in EdgeModel edge, in ClassDimensions dimensions, Span<double> gradient, out double shapeVariance)
    {
        RigidTransform r = CameraFromEgo;
        bool isHorizontal = edge.Side is BoxSide.Left or BoxSide.Right;
        double beside = edge.Across * state[GroundState.Width];
        double setback = edge.Setback;
        double x = state[GroundState.X] + (setback * AxisX) - (beside * AxisY);
        double y = state[GroundState.Y] + (setback * AxisY) + (beside * AxisX);
        double up = edge.Up * state[GroundState.Height];
        (double cx, double cy, double cz) = r.Apply(x, y, up);

        // An object beside the axis shows its flank: the edge on the axis's side is then its far corner.
        bool isFarCorner = (edge.Side == BoxSide.Left && cx > 0) || (edge.Side == BoxSide.Right && cx < 0);
        if (isFarCorner)
        {
            double length = Math.Max(dimensions.Along(state[GroundState.Width]) - (2 * setback), 0);
            (cx, cy, cz) = r.Apply(x + (length * AxisX), y + (length * AxisY), up);
        }

        double inverse = 1 / Math.Max(cz, _options.MinimumDepth / 2);
        double predicted = (isHorizontal ? cx : cy) * inverse;
        double gx = ((isHorizontal ? r.R00 : r.R10) - (predicted * r.R20)) * inverse;
        double gy = ((isHorizontal ? r.R01 : r.R11) - (predicted * r.R21)) * inverse;
        double gz = ((isHorizontal ? r.R02 : r.R12) - (predicted * r.R22)) * inverse;
        double ahead = (gx * AxisX) + (gy * AxisY);
        gradient[GroundState.X] = gx;
        gradient[GroundState.Y] = gy;
        gradient[GroundState.Width] = (edge.Across * ((gy * AxisX) - (gx * AxisY)))
            + (isFarCorner ? ahead * dimensions.AlongSlope(state[GroundState.Width]) : 0);
        gradient[GroundState.Height] = edge.Up * gz;
        gradient[GroundState.Horizon] = isHorizontal ? 0 : 1;
        double lengthSigma = isFarCorner ? _options.LengthSpread * dimensions.Length : 0;
        shapeVariance = ahead * ahead * lengthSigma * lengthSigma;
        return isHorizontal ? predicted : predicted + state[GroundState.Horizon];
    }
}
