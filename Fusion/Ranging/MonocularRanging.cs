using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>
/// Ranges an object by the edges of its box: left and right see its width, top and bottom its height and where it stands.
/// </summary>
/// <remarks>
/// The four edges are projections of (X, Y ± w/2) and of heights h and 0 through the camera, in normalised undistorted image units,
/// shifted by the horizon's offset. An edge on the image border is cut off and only bounds the object. Not thread safe.
/// </remarks>
internal sealed class MonocularRanging
{
    private const int StartIterations = 6;
    private readonly RangingOptions _options;
    private readonly CameraCalibration _calibration;
    private readonly RigidTransform _cameraFromEgo;
    private readonly RigidTransform _egoFromCamera;
    private readonly double _imageWidth;
    private readonly double _imageHeight;
    private readonly double _scaleX;
    private readonly double _scaleY;
    private readonly double[] _linearisation = new double[GroundState.Count];
    private readonly double[] _mean = new double[GroundState.Count];
    private readonly double[] _sigma = new double[GroundState.Count];
    private readonly double[] _gradient = new double[GroundState.Count];

    public MonocularRanging(RangingOptions options, CameraCalibration calibration, int imageWidth, int imageHeight)
    {
        _options = options;
        _calibration = calibration;
        _cameraFromEgo = calibration.CameraFromEgo;
        _egoFromCamera = calibration.EgoFromCamera;
        _imageWidth = imageWidth;
        _imageHeight = imageHeight;
        _scaleX = calibration.Width / (double)imageWidth;
        _scaleY = calibration.Height / (double)imageHeight;
        Noise = new GroundNoise(
            options.LongitudinalAcceleration, options.LateralAcceleration, options.WidthDrift, options.HeightDrift,
            options.HorizonSigma, options.HorizonTime.TotalSeconds);
    }

    public GroundNoise Noise { get; }

    /// <summary>Starts a filter from its first box and the class's usual size.</summary>
    public void Start(GroundFilter filter, in Box box, ObjectClass objectClass, double trust, double egoSpeed)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        BoxEdges edges = Measure(box);
        double depth = FirstDepth(edges, dimensions);
        (double x, double y, _) = _egoFromCamera.Apply(
            depth * (edges.Left + edges.Right) / 2, depth * (edges.Top + edges.Bottom) / 2, depth);
        _mean[GroundState.X] = x;
        _mean[GroundState.Y] = y;
        _mean[GroundState.Vx] = egoSpeed / 2;
        _mean[GroundState.Width] = dimensions.Width;
        _mean[GroundState.Height] = dimensions.Height;
        _sigma[GroundState.X] = _options.InitialRangeShare * depth;
        _sigma[GroundState.Y] = _options.InitialRangeShare * depth;
        _sigma[GroundState.Vx] = _options.InitialVelocitySigma;
        _sigma[GroundState.Vy] = _options.InitialVelocitySigma;
        _sigma[GroundState.Width] = dimensions.WidthSigma;
        _sigma[GroundState.Height] = dimensions.HeightSigma;
        _sigma[GroundState.Horizon] = _options.HorizonSigma;

        // Iterated update: the first range is far too uncertain for a single linearisation.
        _mean.CopyTo(_linearisation, 0);
        for (int iteration = 0; iteration < StartIterations; iteration++)
        {
            filter.Start(_mean, _sigma);
            UpdateEdges(filter, edges, trust);
            Bound(filter);
            filter.CopyStateTo(_linearisation);
        }
    }

    /// <summary>Takes in the box of a frame.</summary>
    public void Update(GroundFilter filter, in Box box, double trust)
    {
        filter.CopyStateTo(_linearisation);
        UpdateEdges(filter, Measure(box), trust);
        Bound(filter);
    }

    /// <summary>Keeps the object in front of the camera and its size physical.</summary>
    public void Bound(GroundFilter filter)
    {
        double depth = Depth(filter[GroundState.X], filter[GroundState.Y], filter[GroundState.Height] / 2);
        if (depth < _options.MinimumDepth || depth > _options.MaximumDepth)
        {
            double change = Math.Clamp(depth, _options.MinimumDepth, _options.MaximumDepth) - depth;
            double x = filter[GroundState.X] + (change / Math.Max(_cameraFromEgo.R20, 0.1));
            filter.Clamp(GroundState.X, x, x);
        }

        filter.Clamp(GroundState.Width, 0.1, 30);
        filter.Clamp(GroundState.Height, 0.1, 10);
    }

    /// <summary>The filter's state as the world sees it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="objectClass">Class, for the nearest face's distance from the boxed outline.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public EgoState Describe(GroundFilter filter, ObjectClass objectClass, double egoSpeed)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double x = filter[GroundState.X] - dimensions.Setback;
        double y = filter[GroundState.Y];
        double setbackVariance = dimensions.SetbackSigma * dimensions.SetbackSigma;
        double varianceX = filter.Covariance(GroundState.X, GroundState.X);
        double varianceY = filter.Covariance(GroundState.Y, GroundState.Y);
        double covariance = filter.Covariance(GroundState.X, GroundState.Y);
        RigidTransform r = _cameraFromEgo;
        return new EgoState(
            x, y, filter[GroundState.Vx] - egoSpeed, filter[GroundState.Vy],
            varianceX + setbackVariance, varianceY, covariance,
            filter.Covariance(GroundState.Vx, GroundState.Vx), filter.Covariance(GroundState.Vy, GroundState.Vy))
        {
            CameraDepth = Math.Max(Depth(x, y, filter[GroundState.Height] / 2), 0),
            CameraDepthVariance = (r.R20 * r.R20 * (varianceX + setbackVariance)) + (r.R21 * r.R21 * varianceY) + (2 * r.R20 * r.R21 * covariance),
        };
    }

    private double FirstDepth(in BoxEdges edges, in ClassDimensions dimensions)
    {
        double depth = edges.IsTopCut || edges.IsBottomCut
            ? dimensions.Width / Math.Max(edges.Right - edges.Left, 1e-6)
            : dimensions.Height / Math.Max(edges.Bottom - edges.Top, 1e-6);
        return Math.Clamp(depth, _options.MinimumDepth, _options.MaximumDepth);
    }

    private BoxEdges Measure(in Box box)
    {
        double margin = _options.BorderMarginPx;
        CameraPoint left = _calibration.Ray(new Pixel(box.XMin * _scaleX, box.CentreY * _scaleY));
        CameraPoint right = _calibration.Ray(new Pixel(box.XMax * _scaleX, box.CentreY * _scaleY));
        CameraPoint top = _calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMin * _scaleY));
        CameraPoint bottom = _calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMax * _scaleY));
        return new BoxEdges(
            left.X, right.X, top.Y, bottom.Y,
            box.XMin <= margin, box.XMax >= _imageWidth - margin, box.YMin <= margin, box.YMax >= _imageHeight - margin,
            EdgeNoise(box.Width) * _scaleX / _calibration.Fx, EdgeNoise(box.Height) * _scaleY / _calibration.Fy);
    }

    private double EdgeNoise(double side)
    {
        double share = _options.EdgeNoiseShare * side;
        return Math.Sqrt((_options.EdgeNoisePx * _options.EdgeNoisePx) + (share * share));
    }

    private void UpdateEdges(GroundFilter filter, in BoxEdges edges, double trust)
    {
        double widen = 1 / Math.Max(trust, 0.1);
        double sigmaX = edges.SigmaX * widen;
        double sigmaY = edges.SigmaY * widen;
        double height = _linearisation[GroundState.Height];
        double depth = Depth(_linearisation[GroundState.X], _linearisation[GroundState.Y], height / 2);
        if (depth < _options.MinimumDepth)
        {
            return;
        }

        UpdateEdge(filter, horizontal: true, 0.5, 0.5, edges.Left, sigmaX, edges.IsLeftCut, -1);
        UpdateEdge(filter, horizontal: true, -0.5, 0.5, edges.Right, sigmaX, edges.IsRightCut, 1);
        UpdateEdge(filter, horizontal: false, 0, 1, edges.Top, sigmaY, edges.IsTopCut, -1);
        UpdateEdge(filter, horizontal: false, 0, 0, edges.Bottom, sigmaY, edges.IsBottomCut, 1);
    }

    /// <param name="filter">The filter to update.</param>
    /// <param name="horizontal">True for an image x, false for an image y.</param>
    /// <param name="across">The edge's point lies at Y + across · width.</param>
    /// <param name="up">And at up · height above the ground.</param>
    /// <param name="measured">The edge, normalised image units.</param>
    /// <param name="sigma">Its standard deviation.</param>
    /// <param name="isCut">The edge is the image border: the object ends there or beyond.</param>
    /// <param name="outward">Direction in which "beyond" lies: 1 or -1.</param>
    private void UpdateEdge(
        GroundFilter filter, bool horizontal, double across, double up, double measured, double sigma, bool isCut, int outward)
    {
        RigidTransform r = _cameraFromEgo;
        double ex = _linearisation[GroundState.X];
        double ey = _linearisation[GroundState.Y] + (across * _linearisation[GroundState.Width]);
        double ez = up * _linearisation[GroundState.Height];
        (double cx, double cy, double cz) = r.Apply(ex, ey, ez);
        double inverse = 1 / Math.Max(cz, _options.MinimumDepth / 2);
        double predicted = (horizontal ? cx : cy) * inverse;
        double gx = ((horizontal ? r.R00 : r.R10) - (predicted * r.R20)) * inverse;
        double gy = ((horizontal ? r.R01 : r.R11) - (predicted * r.R21)) * inverse;
        double gz = ((horizontal ? r.R02 : r.R12) - (predicted * r.R22)) * inverse;
        _gradient[GroundState.X] = gx;
        _gradient[GroundState.Y] = gy;
        _gradient[GroundState.Width] = across * gy;
        _gradient[GroundState.Height] = up * gz;
        _gradient[GroundState.Horizon] = horizontal ? 0 : 1;
        if (!horizontal)
        {
            predicted += _linearisation[GroundState.Horizon];
        }

        // The filter has moved since the linearisation point: first order.
        for (int index = 0; index < GroundState.Count; index++)
        {
            predicted += _gradient[index] * (filter[index] - _linearisation[index]);
        }

        double innovation = measured - predicted;
        if (isCut && innovation * outward <= 0)
        {
            return;
        }

        filter.Update(_gradient, innovation, sigma * sigma, _options.RobustGate);
    }

    private double Depth(double x, double y, double z) =>
        (_cameraFromEgo.R20 * x) + (_cameraFromEgo.R21 * y) + (_cameraFromEgo.R22 * z) + _cameraFromEgo.Tz;
}
