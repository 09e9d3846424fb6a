using Fusion.Filters;
using Fusion.Tracking;

namespace Fusion.Ranging;

/// <summary>Starts ground filters: from a first box and the class's usual size, or at a place that another sensor measured.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class FirstRange(
    RangingOptions options, EdgeProjection projection, EdgeUpdate update, FrameHorizon horizon, GroundBounds bounds)
{
    private const int Iterations = 6;
    private const double NoGate = 1e6;
    private const double LargestStep = 1.5;
    private readonly double[] _mean = new double[GroundState.Count];
    private readonly double[] _sigma = new double[GroundState.Count];
    private readonly GroundFilter[] _kinds = [new(), new(), new(), new()];
    private readonly double[] _weights = new double[4];

    /// <summary>Starts a filter from its first box and the class's usual size, or a large object's where the box does not fit that.</summary>
    /// <remarks>A class that several kinds of vehicle share is a mixture: each kind is tried, and weighed by how well the box fits it.</remarks>
    /// <param name="filter">Started afresh.</param>
    /// <param name="edges">The box.</param>
    /// <param name="objectClass">Its class.</param>
    /// <param name="widen">Factor on the edges' standard deviations.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public void Start(GroundFilter filter, in BoxEdges edges, ObjectClass objectClass, double widen, double egoSpeed)
    {
        ReadOnlySpan<WeightedDimensions> kinds = ClassDimensions.Kinds(objectClass);
        if (kinds.Length == 0)
        {
            StartUsual(filter, edges, ClassDimensions.Of(objectClass), widen, egoSpeed);
            return;
        }

        double most = double.NegativeInfinity;
        for (int index = 0; index < kinds.Length; index++)
        {
            double fit = Start(_kinds[index], edges, kinds[index].Dimensions, widen, egoSpeed);
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

    /// <summary>Starts a filter at a place that another sensor measured; its noise comes with the update that follows.</summary>
    public void StartAt(GroundFilter filter, double x, double y, ObjectClass objectClass, double egoSpeed)
    {
        double spread = options.InitialRangeShare * Math.Max(Math.Sqrt((x * x) + (y * y)), 1);
        SetPrior(x, y, spread, ClassDimensions.Of(objectClass), egoSpeed, horizon.PriorAt(x, default));
        filter.Start(_mean, _sigma);
    }

    private void StartUsual(GroundFilter filter, in BoxEdges edges, in ClassDimensions usual, double widen, double egoSpeed)
    {
        Start(filter, edges, usual, widen, egoSpeed);
        if (update.Misfit(filter, edges, usual) > options.MisfitGate)
        {
            Start(filter, edges, usual.Enlarged, widen, egoSpeed);
        }
    }

    /// <summary>Iterated update from a class's usual size: the first range is far too uncertain for a single linearisation.</summary>
    /// <returns>Log density of the box under that size, but for a constant.</returns>
    private double Start(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions, double widen, double egoSpeed)
    {
        double depth = FirstDepth(edges, dimensions);
        (double x, double y, _) = projection.EgoFromCamera.Apply(
            depth * (edges.Left + edges.Right) / 2, depth * (edges.Top + edges.Bottom) / 2, depth);
        SetPrior(x, y, options.InitialRangeShare * depth, dimensions, egoSpeed, horizon.PriorAt(depth, default));
        Span<double> linearisation = update.Linearisation;
        _mean.CopyTo(linearisation);
        double fit = 0;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            filter.Start(_mean, _sigma);
            fit = update.Apply(filter, edges, dimensions, widen, lengthFrames: 1, NoGate);
            bounds.Apply(filter, egoSpeed);
            double before = Math.Max(Range(linearisation), options.MinimumDepth);
            filter.CopyStateTo(linearisation);

            // A range of so many times the last one lies outside what the linearisation holds for.
            double range = Range(linearisation);
            double along = Math.Clamp(range, before / LargestStep, before * LargestStep) - range;
            linearisation[GroundState.X] += along * projection.AxisX;
            linearisation[GroundState.Y] += along * projection.AxisY;
        }

        return fit;
    }

    /// <summary>How far a state's object lies from the camera along the optical axis on the ground, metres.</summary>
    private double Range(ReadOnlySpan<double> state) =>
        (projection.AxisX * (state[GroundState.X] - projection.EgoFromCamera.Tx)) + (projection.AxisY * (state[GroundState.Y] - projection.EgoFromCamera.Ty));

    private void SetPrior(double x, double y, double spread, in ClassDimensions dimensions, double egoSpeed, in HorizonPrior prior)
    {
        _mean[GroundState.X] = x;
        _mean[GroundState.Y] = y;
        _mean[GroundState.Vx] = egoSpeed / 2;
        _mean[GroundState.Width] = dimensions.Width;
        _mean[GroundState.Height] = dimensions.Height;
        _sigma[GroundState.X] = spread;
        _sigma[GroundState.Y] = spread;
        double along = options.InitialVelocityShare * egoSpeed;
        _sigma[GroundState.Vx] = Math.Sqrt((options.InitialVelocitySigma * options.InitialVelocitySigma) + (along * along));
        _sigma[GroundState.Vy] = options.InitialVelocitySigma;
        _sigma[GroundState.Width] = dimensions.WidthSigma;
        _sigma[GroundState.Height] = dimensions.HeightSigma;
        _mean[GroundState.Horizon] = prior.Mean;
        _sigma[GroundState.Horizon] = prior.Sigma;
    }

    /// <summary>Depth by what the border leaves of the box: its height, else its width or where the ground leaves the image.</summary>
    private double FirstDepth(in BoxEdges edges, in ClassDimensions dimensions)
    {
        double byHeight = dimensions.Height / Math.Max(edges.Bottom - edges.Top, 1e-6);
        if (!edges.IsTopCut && !edges.IsBottomCut)
        {
            return Math.Clamp(byHeight, options.MinimumDepth, options.MaximumDepth);
        }

        double byWidth = edges.IsLeftCut || edges.IsRightCut ? double.MaxValue : dimensions.Width / Math.Max(edges.Right - edges.Left, 1e-6);
        double byGround = projection.EgoFromCamera.Tz / Math.Max(edges.Bottom, 1e-6);
        return Math.Clamp(Math.Min(byHeight, Math.Min(byWidth, byGround)), options.MinimumDepth, options.MaximumDepth);
    }
}
