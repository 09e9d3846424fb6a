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
    private const double NoGate = 1e6;
    private const double LargestStep = 1.5;
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
    private readonly EdgeModel[] _models = new EdgeModel[4];
    private readonly GroundFilter[] _kinds = [new(), new(), new(), new()];
    private readonly double[] _weights = new double[4];
    private readonly double _axisX;
    private readonly double _axisY;

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

        // The optical axis on the ground: faces are taken square to it.
        double length = Math.Max(Math.Sqrt((_cameraFromEgo.R20 * _cameraFromEgo.R20) + (_cameraFromEgo.R21 * _cameraFromEgo.R21)), 1e-6);
        Horizons = new HorizonEstimator(options);
        _axisX = _cameraFromEgo.R20 / length;
        _axisY = _cameraFromEgo.R21 / length;
        Noise = new GroundNoise(
            options.LongitudinalAcceleration, options.LateralAcceleration, options.WidthDrift, options.WidthDriftAside, options.HeightDrift,
            options.HorizonTime.TotalSeconds);
    }

    public GroundNoise Noise { get; }

    /// <summary>The camera's horizon as the objects tell it.</summary>
    public HorizonEstimator Horizons { get; }

    /// <summary>By how much a frame's edges are widened because the frame before still shares their error.</summary>
    private double Repetition { get; set; } = 1;

    /// <summary>What the road's lines say of the horizon in the present frame; null where there are none.</summary>
    public RoadHorizon? Road { get; set; }

    /// <summary>Starts a filter from its first box and the class's usual size, or a large object's where the box does not fit that.</summary>
    /// <remarks>A class that several kinds of vehicle share is a mixture: each kind is tried, and weighed by how well the box fits it.</remarks>
    public void Start(GroundFilter filter, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust, double egoSpeed)
    {
        BoxEdges edges = Measure(box, hidden);
        ReadOnlySpan<WeightedDimensions> kinds = ClassDimensions.Kinds(objectClass);
        if (kinds.Length == 0)
        {
            StartUsual(filter, edges, ClassDimensions.Of(objectClass), trust, egoSpeed);
            return;
        }

        double most = double.NegativeInfinity;
        for (int index = 0; index < kinds.Length; index++)
        {
            double fit = Start(_kinds[index], edges, kinds[index].Dimensions, trust, egoSpeed);
            _weights[index] = Math.Log(kinds[index].Share) + fit;
            most = Math.Max(most, _weights[index]);
        }

        double sum = 0;
        for (int index = 0; index < kinds.Length; index++)
        {
            _weights[index] = Math.Exp(_weights[index] - most);
            sum += _weights[index];
        }

        for (int index = 0; index < kinds.Length; index++)
        {
            _weights[index] /= sum;
        }

        filter.Blend(_kinds.AsSpan(0, kinds.Length), _weights.AsSpan(0, kinds.Length));
    }

    private void StartUsual(GroundFilter filter, in BoxEdges edges, in ClassDimensions usual, double trust, double egoSpeed)
    {
        Start(filter, edges, usual, trust, egoSpeed);
        if (Misfit(filter, edges, usual) > _options.MisfitGate)
        {
            Start(filter, edges, usual.Enlarged, trust, egoSpeed);
        }
    }

    /// <summary>Starts a frame, so many seconds after the one before.</summary>
    public void Step(double dt)
    {
        Repetition = dt > 0 ? Math.Sqrt(Math.Max(_options.EdgeNoiseTime.TotalSeconds / dt, 1)) : 1;
        Horizons.Step(dt);
    }

    /// <summary>Lets a filter's horizon return to what the road's lines say of it, or the other objects.</summary>
    public void PredictHorizon(GroundFilter filter, double dt, in HorizonEvidence told) => filter.PredictHorizon(
        dt, Noise.HorizonTime, Horizon(Depth(filter[GroundState.X], filter[GroundState.Y], filter[GroundState.Height] / 2), told));

    /// <summary>What a box tells of the camera's horizon: the class's height gives its range, the range where its contact should lie.</summary>
    /// <remarks>Only a box seen whole, of a class of one kind, tells anything.</remarks>
    public HorizonEvidence Evidence(in HorizonEvidence before, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust)
    {
        BoxEdges edges = Measure(box, hidden);
        double height = edges.Bottom - edges.Top;
        if (edges.IsLeftCut || edges.IsRightCut || edges.IsTopCut || edges.IsBottomCut || height <= 0 || ClassDimensions.Kinds(objectClass).Length > 0)
        {
            return before;
        }

        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double depth = dimensions.Height / height;
        double setback = _options.BoxStyle == BoxStyle.VisibleOutline ? (dimensions.ContactSetback - dimensions.RoofSetback) / 2 : 0;
        double contact = GroundRow(depth + setback);
        double below = contact - GroundRow(_options.MaximumDepth);
        double share = dimensions.HeightSigma / dimensions.Height;
        double residual = _options.HorizonResidualSigma;
        double noise = edges.SigmaBottom * edges.SigmaBottom * Repetition * Repetition / Math.Max(trust, 0.1);
        return before.With(edges.Bottom - contact, noise, (share * share * below * below) + (residual * residual));
    }

    /// <summary>The row at which the ground straight ahead is seen at a depth, normalised image units.</summary>
    private double GroundRow(double depth)
    {
        double x = (depth - _cameraFromEgo.Tz) / Math.Max(_cameraFromEgo.R20, 0.1);
        (_, double y, double z) = _cameraFromEgo.Apply(x, 0, 0);
        return y / Math.Max(z, _options.MinimumDepth / 2);
    }

    private HorizonPrior Horizon(double depth, in HorizonEvidence told)
    {
        if (Road is not { } road)
        {
            return Horizons.PriorFor(told);
        }

        double distance = Math.Clamp(depth, 0, _options.MaximumDepth);
        double residual = _options.RoadHorizonSigma;
        return new HorizonPrior(road.OffsetAt(distance), Math.Sqrt(road.VarianceAt(distance) + (residual * residual)));
    }

    /// <summary>Starts a filter at a place that another sensor measured; its noise comes with the update that follows.</summary>
    public void StartAt(GroundFilter filter, double x, double y, ObjectClass objectClass, double egoSpeed)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double spread = _options.InitialRangeShare * Math.Max(Math.Sqrt((x * x) + (y * y)), 1);
        SetPrior(x, y, spread, dimensions, egoSpeed, Horizon(x, default));
        filter.Start(_mean, _sigma);
    }

    /// <summary>Iterated update from a class's usual size: the first range is far too uncertain for a single linearisation.</summary>
    /// <returns>Log density of the box under that size, but for a constant.</returns>
    private double Start(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions, double trust, double egoSpeed)
    {
        double depth = FirstDepth(edges, dimensions);
        (double x, double y, _) = _egoFromCamera.Apply(
            depth * (edges.Left + edges.Right) / 2, depth * (edges.Top + edges.Bottom) / 2, depth);
        SetPrior(x, y, _options.InitialRangeShare * depth, dimensions, egoSpeed, Horizon(depth, default));
        _mean.CopyTo(_linearisation, 0);
        double fit = 0;
        for (int iteration = 0; iteration < StartIterations; iteration++)
        {
            filter.Start(_mean, _sigma);
            fit = UpdateEdges(filter, edges, dimensions, trust, NoGate);
            Bound(filter, egoSpeed);
            double before = _linearisation[GroundState.X];
            filter.CopyStateTo(_linearisation);

            // A range of so many times the last one lies outside what the linearisation holds for.
            _linearisation[GroundState.X] = Math.Clamp(_linearisation[GroundState.X], before / LargestStep, before * LargestStep);
        }

        return fit;
    }

    /// <summary>Takes in the box of a frame.</summary>
    public void Update(GroundFilter filter, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust, double egoSpeed)
    {
        filter.CopyStateTo(_linearisation);
        UpdateEdges(filter, Measure(box, hidden), ClassDimensions.Of(objectClass), trust, _options.RobustGate);
        Bound(filter, egoSpeed);
    }

    /// <summary>Keeps the object in front of the camera and its size physical.</summary>
    public void Bound(GroundFilter filter, double egoSpeed)
    {
        double depth = Depth(filter[GroundState.X], filter[GroundState.Y], filter[GroundState.Height] / 2);
        if (depth < _options.MinimumDepth || depth > _options.MaximumDepth)
        {
            double change = Math.Clamp(depth, _options.MinimumDepth, _options.MaximumDepth) - depth;
            double x = filter[GroundState.X] + (change / Math.Max(_cameraFromEgo.R20, 0.1));
            filter.Clamp(GroundState.X, x, x);

            // It is still there, so it did not go through the bound at that speed.
            filter.Clamp(GroundState.Vx, egoSpeed, egoSpeed);
        }

        filter.Clamp(GroundState.Width, 0.1, 30);
        filter.Clamp(GroundState.Height, 0.1, 10);
    }

    /// <summary>Whether the object has come to the camera's plane: from there on it cannot be seen.</summary>
    public bool IsAtCamera(GroundFilter filter) =>
        Depth(filter[GroundState.X], filter[GroundState.Y], filter[GroundState.Height] / 2) < 2 * _options.MinimumDepth;

    /// <summary>The filter's state as the world sees it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="objectClass">Class, for the nearest face's distance from the boxed outline.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public EgoState Describe(GroundFilter filter, ObjectClass objectClass, double egoSpeed)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double x = filter[GroundState.X];
        double y = filter[GroundState.Y];
        double setbackSigma = _options.BoxStyle == BoxStyle.VisibleOutline ? dimensions.SetbackSigma : 0;
        double setbackVariance = setbackSigma * setbackSigma;
        double varianceX = filter.Covariance(GroundState.X, GroundState.X);
        double varianceY = filter.Covariance(GroundState.Y, GroundState.Y);
        double covariance = filter.Covariance(GroundState.X, GroundState.Y);
        RigidTransform r = _cameraFromEgo;
        return new EgoState(
            x, y, filter[GroundState.Vx] - egoSpeed, filter[GroundState.Vy],
            varianceX + setbackVariance, varianceY, covariance,
            filter.Covariance(GroundState.Vx, GroundState.Vx), filter.Covariance(GroundState.Vy, GroundState.Vy))
        {
            HalfDepth = dimensions.Along(filter[GroundState.Width]) / 2,
            CameraDepth = Math.Max(Depth(x, y, filter[GroundState.Height] / 2), 0),
            CameraDepthVariance = (r.R20 * r.R20 * (varianceX + setbackVariance)) + (r.R21 * r.R21 * varianceY) + (2 * r.R20 * r.R21 * covariance),
        };
    }

    private void SetPrior(double x, double y, double spread, in ClassDimensions dimensions, double egoSpeed, in HorizonPrior horizon)
    {
        _mean[GroundState.X] = x;
        _mean[GroundState.Y] = y;
        _mean[GroundState.Vx] = egoSpeed / 2;
        _mean[GroundState.Width] = dimensions.Width;
        _mean[GroundState.Height] = dimensions.Height;
        _sigma[GroundState.X] = spread;
        _sigma[GroundState.Y] = spread;
        double along = _options.InitialVelocityShare * egoSpeed;
        _sigma[GroundState.Vx] = Math.Sqrt((_options.InitialVelocitySigma * _options.InitialVelocitySigma) + (along * along));
        _sigma[GroundState.Vy] = _options.InitialVelocitySigma;
        _sigma[GroundState.Width] = dimensions.WidthSigma;
        _sigma[GroundState.Height] = dimensions.HeightSigma;
        _mean[GroundState.Horizon] = horizon.Mean;
        _sigma[GroundState.Horizon] = horizon.Sigma;
    }

    /// <summary>Depth by what the border leaves of the box: its height, else its width or where the ground leaves the image.</summary>
    private double FirstDepth(in BoxEdges edges, in ClassDimensions dimensions)
    {
        double byHeight = dimensions.Height / Math.Max(edges.Bottom - edges.Top, 1e-6);
        if (!edges.IsTopCut && !edges.IsBottomCut)
        {
            return Math.Clamp(byHeight, _options.MinimumDepth, _options.MaximumDepth);
        }

        double byWidth = edges.IsLeftCut || edges.IsRightCut ? double.MaxValue : dimensions.Width / Math.Max(edges.Right - edges.Left, 1e-6);
        double byGround = _egoFromCamera.Tz / Math.Max(edges.Bottom, 1e-6);
        return Math.Clamp(Math.Min(byHeight, Math.Min(byWidth, byGround)), _options.MinimumDepth, _options.MaximumDepth);
    }

    private BoxEdges Measure(in Box box, HiddenEdges hidden)
    {
        double marginX = _options.BorderMarginPx + (_options.BorderMarginShare * box.Width);
        double marginY = _options.BorderMarginPx + (_options.BorderMarginShare * box.Height);
        CameraPoint left = _calibration.Ray(new Pixel(box.XMin * _scaleX, box.CentreY * _scaleY));
        CameraPoint right = _calibration.Ray(new Pixel(box.XMax * _scaleX, box.CentreY * _scaleY));
        CameraPoint top = _calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMin * _scaleY));
        CameraPoint bottom = _calibration.Ray(new Pixel(box.CentreX * _scaleX, box.YMax * _scaleY));
        double vertical = EdgeNoise(box.Height) * _scaleY / _calibration.Fy;
        return new BoxEdges(
            left.X, right.X, top.Y, bottom.Y,
            box.XMin <= marginX || (hidden & HiddenEdges.Left) != 0, box.XMax >= _imageWidth - marginX || (hidden & HiddenEdges.Right) != 0,
            box.YMin <= marginY, box.YMax >= _imageHeight - marginY || (hidden & HiddenEdges.Bottom) != 0,
            EdgeNoise(box.Width) * _scaleX / _calibration.Fx, vertical, _options.BottomNoiseFactor * vertical);
    }

    private double EdgeNoise(double side)
    {
        double share = _options.EdgeNoiseShare * side;
        return Math.Sqrt((_options.EdgeNoisePx * _options.EdgeNoisePx) + (share * share));
    }

    /// <returns>Log density of the innovations, but for a constant.</returns>
    private double UpdateEdges(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions, double trust, double robustGate)
    {
        double variances = 1;
        double squares = 0;
        double widen = Repetition / Math.Max(trust, 0.1);
        foreach (EdgeModel edge in Models(dimensions))
        {
            double sigma = edges.Sigma(edge.Side) * widen;
            double predicted = Predict(_linearisation, edge, dimensions, _gradient, out double shape);

            // The filter has moved since the linearisation point: first order.
            for (int index = 0; index < GroundState.Count; index++)
            {
                predicted += _gradient[index] * (filter[index] - _linearisation[index]);
            }

            double innovation = edges.Innovation(edge.Side, predicted);
            if (innovation != 0)
            {
                double variance = filter.Update(_gradient, innovation, (sigma * sigma) + shape, robustGate);
                variances *= variance;
                squares += innovation * innovation / variance;
            }
        }

        return -(squares + Math.Log(variances)) / 2;
    }

    /// <summary>How many standard deviations the worst edge lies off the filter's object.</summary>
    private double Misfit(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions)
    {
        filter.CopyStateTo(_linearisation);
        double worst = 0;
        foreach (EdgeModel edge in Models(dimensions))
        {
            double innovation = edges.Innovation(edge.Side, Predict(_linearisation, edge, dimensions, _gradient, out _));
            worst = Math.Max(worst, Math.Abs(innovation) / edges.Sigma(edge.Side));
        }

        return worst;
    }

    private ReadOnlySpan<EdgeModel> Models(in ClassDimensions dimensions)
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
    private double Predict(ReadOnlySpan<double> state, in EdgeModel edge, in ClassDimensions dimensions, Span<double> gradient, out double shapeVariance)
    {
        RigidTransform r = _cameraFromEgo;
        bool isHorizontal = edge.Side is BoxSide.Left or BoxSide.Right;
        double beside = edge.Across * state[GroundState.Width];
        double setback = edge.Setback;
        double x = state[GroundState.X] + (setback * _axisX) - (beside * _axisY);
        double y = state[GroundState.Y] + (setback * _axisY) + (beside * _axisX);
        double up = edge.Up * state[GroundState.Height];
        (double cx, double cy, double cz) = r.Apply(x, y, up);

        // An object beside the axis shows its flank: the edge on the axis's side is then its far corner.
        bool isFarCorner = (edge.Side == BoxSide.Left && cx > 0) || (edge.Side == BoxSide.Right && cx < 0);
        if (isFarCorner)
        {
            double length = Math.Max(dimensions.Along(state[GroundState.Width]) - (2 * setback), 0);
            (cx, cy, cz) = r.Apply(x + (length * _axisX), y + (length * _axisY), up);
        }

        double inverse = 1 / Math.Max(cz, _options.MinimumDepth / 2);
        double predicted = (isHorizontal ? cx : cy) * inverse;
        double gx = ((isHorizontal ? r.R00 : r.R10) - (predicted * r.R20)) * inverse;
        double gy = ((isHorizontal ? r.R01 : r.R11) - (predicted * r.R21)) * inverse;
        double gz = ((isHorizontal ? r.R02 : r.R12) - (predicted * r.R22)) * inverse;
        double ahead = (gx * _axisX) + (gy * _axisY);
        gradient[GroundState.X] = gx;
        gradient[GroundState.Y] = gy;
        gradient[GroundState.Width] = (edge.Across * ((gy * _axisX) - (gx * _axisY)))
            + (isFarCorner ? ahead * dimensions.AlongSlope(state[GroundState.Width]) : 0);
        gradient[GroundState.Height] = edge.Up * gz;
        gradient[GroundState.Horizon] = isHorizontal ? 0 : 1;
        double lengthSigma = isFarCorner ? _options.LengthSpread * dimensions.Length : 0;
        shapeVariance = ahead * ahead * lengthSigma * lengthSigma;
        return isHorizontal ? predicted : predicted + state[GroundState.Horizon];
    }

    private double Depth(double x, double y, double z) =>
        (_cameraFromEgo.R20 * x) + (_cameraFromEgo.R21 * y) + (_cameraFromEgo.R22 * z) + _cameraFromEgo.Tz;
}
