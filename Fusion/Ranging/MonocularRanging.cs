using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;

namespace Fusion.Ranging;

/// <summary>
/// Ranges an object by the edges of its box: left and right see its width, top and bottom its height and where it stands.
/// </summary>
/// <remarks>
/// <see cref="BoxMeasurer"/> takes a box to edges, <see cref="EdgeProjection"/> says where they should lie, <see cref="FirstRange"/> and
/// <see cref="EdgeUpdate"/> let them start and update a filter, <see cref="FrameHorizon"/> says what is known of the horizon. An edge that
/// the image border or a nearer object cuts off only bounds the object; the border moves the estimate and makes it no surer. Not thread safe.
/// </remarks>
internal sealed class MonocularRanging
{
    private const double LeastTrust = 0.1;
    private readonly RangingOptions _options;
    private readonly BoxMeasurer _measurer;
    private readonly EdgeProjection _projection;
    private readonly EdgeUpdate _update;
    private readonly FrameHorizon _horizon;
    private readonly GroundBounds _bounds;
    private readonly FirstRange _first;
    private readonly ExtentEstimator _extents;

    // By how much a frame's edges are widened because the frame before still shares their error.
    private double _repetition = 1;

    // In how many frames the error of an object's length is the same.
    private double _lengthFrames = 1;

    // In how many frames the error of its growth is.
    private double _growthFrames = 1;

    public MonocularRanging(RangingOptions options, CameraCalibration calibration, int imageWidth, int imageHeight)
    {
        _options = options;
        _measurer = new BoxMeasurer(options, calibration, imageWidth, imageHeight);
        _projection = new EdgeProjection(options, calibration);
        _update = new EdgeUpdate(_projection);
        _horizon = new FrameHorizon(options, _projection);
        _bounds = new GroundBounds(options, _projection);
        _first = new FirstRange(options, _projection, _update, _horizon, _bounds);
        _extents = new ExtentEstimator(options, imageWidth, imageHeight);
        Noise = new GroundNoise(
            options.LongitudinalAcceleration, options.LateralAcceleration, options.WidthDrift, options.WidthDriftAside, options.HeightDrift,
            options.HorizonTime.TotalSeconds, _projection.AxisX, _projection.AxisY);
    }

    public GroundNoise Noise { get; }

    /// <summary>The camera's horizon as the objects tell it.</summary>
    public HorizonEstimator Horizons => _horizon.Objects;

    /// <summary>That horizon as a flat road's straight ahead, with the variance that it has for an object that told nothing itself; null where the camera looks more aside than ahead.</summary>
    public RoadHorizon? ObjectHorizon
    {
        get
        {
            if (_projection.AxisX <= Math.Abs(_projection.AxisY))
            {
                return null;
            }

            // Tipping moves the image of a camera that looks aside by so much less.
            HorizonPrior prior = Horizons.PriorFor(default);
            double sigma = prior.Sigma / _projection.AxisX;
            return new RoadHorizon(prior.Mean / _projection.AxisX, 0, sigma * sigma, 0, 0);
        }
    }

    /// <summary>Starts a frame.</summary>
    /// <param name="dt">Seconds since the one before.</param>
    /// <param name="road">What the road's lines say of the horizon; null where there are none.</param>
    /// <param name="view">Of the image that the frame's boxes come from.</param>
    public void Step(double dt, RoadHorizon? road, ImageView view)
    {
        _measurer.Look(view);
        _repetition = dt > 0 ? Math.Sqrt(Math.Max(_options.EdgeNoiseTime.TotalSeconds / dt, 1)) : 1;
        _lengthFrames = dt > 0 ? Math.Max(_options.LengthTime.TotalSeconds / dt, 1) : 1;
        _growthFrames = dt > 0 ? Math.Max(_options.GrowthTime.TotalSeconds / dt, 1) : 1;
        _horizon.Step(dt, road);
    }

    /// <summary>Lets a filter's horizon return to what the road's lines say of it, or the other objects.</summary>
    public void PredictHorizon(GroundFilter filter, double dt, in HorizonEvidence told) =>
        filter.PredictHorizon(dt, Noise.HorizonTime, _horizon.PriorAt(Depth(filter), told));

    /// <summary>Adds what a box tells of the camera's horizon.</summary>
    public HorizonEvidence Evidence(in HorizonEvidence before, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust)
    {
        BoxEdges edges = _measurer.Measure(box, hidden);
        double variance = edges.SigmaBottom * edges.SigmaBottom * _repetition * _repetition / Math.Max(trust, LeastTrust);
        return _horizon.Evidence(before, edges, objectClass, variance);
    }

    /// <summary>Starts a filter from its first box.</summary>
    /// <param name="filter">Started afresh.</param>
    /// <param name="box">Source pixels.</param>
    /// <param name="hidden">Its hidden edges.</param>
    /// <param name="objectClass">Its class.</param>
    /// <param name="trust">The detection's score.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public void Start(GroundFilter filter, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust, double egoSpeed) =>
        _first.Start(filter, _measurer.Measure(box, hidden), objectClass, Widening(trust), egoSpeed);

    /// <summary>Starts a filter's place and size anew, of another class; how the object moves is kept, for that does not hang on its class.</summary>
    /// <inheritdoc cref="Start"/>
    public void StartAgain(GroundFilter filter, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust, double egoSpeed)
    {
        bool isSound = filter.IsSound();
        GroundVelocity velocity = filter.Velocity;
        Start(filter, box, hidden, objectClass, trust, egoSpeed);
        if (isSound)
        {
            filter.SetVelocity(velocity);
        }
    }

    /// <inheritdoc cref="FirstRange.StartAt"/>
    public void StartAt(GroundFilter filter, double x, double y, ObjectClass objectClass, double egoSpeed) =>
        _first.StartAt(filter, x, y, objectClass, egoSpeed);

    /// <summary>Takes in the box of a frame.</summary>
    /// <inheritdoc cref="Start"/>
    public void Update(GroundFilter filter, in Box box, HiddenEdges hidden, ObjectClass objectClass, double trust, double egoSpeed)
    {
        filter.CopyStateTo(_update.Linearisation);
        _update.Apply(filter, _measurer.Measure(box, hidden), ClassDimensions.Of(objectClass), Widening(trust), _lengthFrames, _options.RobustGate);
        Bound(filter, egoSpeed);
    }

    /// <summary>Takes in how fast the object's image grows: by its depth, what it closes at.</summary>
    /// <remarks>
    /// Growth needs no size, horizon or class, so it tells a change of speed sooner than the range does; but it says nothing of the range, which
    /// is left as it is: by what an object's speed over ground is likely to be, growth would put its place.
    /// </remarks>
    /// <param name="filter">The filter.</param>
    /// <param name="growth">Relative growth, 1/s, and its standard deviation.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public void UpdateClosing(GroundFilter filter, (double Rate, double Sigma) growth, double egoSpeed)
    {
        if (!double.IsFinite(growth.Sigma))
        {
            return;
        }

        RigidTransform r = _projection.CameraFromEgo;
        double depth = Math.Max(Depth(filter), _options.MinimumDepth);
        double sigma = growth.Sigma * depth;
        double innovation = (growth.Rate * depth) + (r.R20 * (filter[GroundState.Vx] - egoSpeed)) + (r.R21 * filter[GroundState.Vy]);
        Span<double> gradient = stackalloc double[GroundState.Count];
        gradient.Clear();
        gradient[GroundState.Vx] = -r.R20;
        gradient[GroundState.Vy] = -r.R21;
        gradient[GroundState.X] = -growth.Rate * r.R20;
        gradient[GroundState.Y] = -growth.Rate * r.R21;
        filter.UpdateVelocity(gradient, innovation, _growthFrames * sigma * sigma, _options.RobustGate);
    }

    /// <summary>Keeps the object in front of the camera and its size physical.</summary>
    public void Bound(GroundFilter filter, double egoSpeed) => _bounds.Apply(filter, egoSpeed);

    /// <inheritdoc cref="EdgeProjection.Depth"/>
    public double Depth(GroundFilter filter) => _projection.Depth(filter);

    /// <summary>Whether the object has come to the camera's plane: from there on it cannot be seen.</summary>
    public bool IsAtCamera(GroundFilter filter) => Depth(filter) < 2 * _options.MinimumDepth;

    /// <summary>The filter's state as the world sees it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="objectClass">Class, for the nearest face's distance from the boxed outline.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    /// <param name="box">Its box, source pixels, for what the image's border cuts off of it.</param>
    public EgoState Describe(GroundFilter filter, ObjectClass objectClass, double egoSpeed, in Box box)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double x = filter[GroundState.X];
        double y = filter[GroundState.Y];
        double setbackSigma = _options.BoxStyle == BoxStyle.VisibleOutline ? dimensions.SetbackSigma : 0;
        // How far the nearest face stands before the outline differs along the camera's axis.
        double setbackX = setbackSigma * _projection.AxisX;
        double setbackY = setbackSigma * _projection.AxisY;
        double varianceX = filter.Covariance(GroundState.X, GroundState.X) + (setbackX * setbackX);
        double varianceY = filter.Covariance(GroundState.Y, GroundState.Y) + (setbackY * setbackY);
        double covariance = filter.Covariance(GroundState.X, GroundState.Y) + (setbackX * setbackY);
        double vx = filter[GroundState.Vx] - egoSpeed;
        double vy = filter[GroundState.Vy];
        double varianceVx = filter.Covariance(GroundState.Vx, GroundState.Vx);
        double varianceVy = filter.Covariance(GroundState.Vy, GroundState.Vy);
        RigidTransform r = _projection.CameraFromEgo;
        return new EgoState(
            x, y, vx, vy,
            varianceX, varianceY, covariance,
            varianceVx, varianceVy)
        {
            HalfDepth = dimensions.Along(filter[GroundState.Width]) / 2,
            Extent = _extents.Of(filter, objectClass, box),
            Motion = new MotionCovariance(
                filter.Covariance(GroundState.X, GroundState.Vx), filter.Covariance(GroundState.X, GroundState.Vy),
                filter.Covariance(GroundState.Y, GroundState.Vx), filter.Covariance(GroundState.Y, GroundState.Vy),
                filter.Covariance(GroundState.Vx, GroundState.Vy)),
            CameraDepth = Math.Max(Depth(filter), 0),
            CameraDepthVariance = (r.R20 * r.R20 * varianceX) + (r.R21 * r.R21 * varianceY) + (2 * r.R20 * r.R21 * covariance),
            ClosingSpeed = -(r.R20 * vx) - (r.R21 * vy),
            ClosingSpeedVariance = (r.R20 * r.R20 * varianceVx) + (r.R21 * r.R21 * varianceVy) + (2 * r.R20 * r.R21 * filter.Covariance(GroundState.Vx, GroundState.Vy)),
        };
    }

    private double Widening(double trust) => _repetition / Math.Max(trust, LeastTrust);
}
