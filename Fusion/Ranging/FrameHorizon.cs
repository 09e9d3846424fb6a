using Fusion.Filters;
using Fusion.Tracking;

namespace Fusion.Ranging;

/// <summary>What is known of an object's horizon in the present frame: from the road's lines where there are any, else from the other objects.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class FrameHorizon(RangingOptions options, EdgeProjection projection)
{
    private RoadHorizon? _road;

    /// <summary>The camera's horizon as the objects tell it.</summary>
    public HorizonEstimator Objects { get; } = new(options);

    /// <summary>Starts a frame.</summary>
    /// <param name="dt">Seconds since the one before.</param>
    /// <param name="road">What the road's lines say; null, or not usable, where there are none.</param>
    public void Step(double dt, RoadHorizon? road)
    {
        Objects.Step(dt);
        _road = road is { IsUsable: true } ? road : null;
    }

    /// <param name="depth">Of the object, metres.</param>
    /// <param name="told">What it told itself; none for an object that is new.</param>
    public HorizonPrior PriorAt(double depth, in HorizonEvidence told)
    {
        if (_road is not { } road)
        {
            return Objects.PriorFor(told);
        }

        double distance = Math.Clamp(depth, 0, options.MaximumDepth);
        double residual = options.RoadHorizonSigma;
        return new HorizonPrior(road.OffsetAt(distance), Math.Sqrt(road.VarianceAt(distance) + (residual * residual)));
    }

    /// <summary>What a box tells of the camera's horizon: the class's height gives its range, the range where its contact should lie.</summary>
    /// <remarks>Only a box seen whole, of a class of one kind, tells anything.</remarks>
    /// <param name="before">What the object told until now.</param>
    /// <param name="edges">The box.</param>
    /// <param name="objectClass">Its class.</param>
    /// <param name="bottomVariance">Variance of its bottom edge.</param>
    public HorizonEvidence Evidence(in HorizonEvidence before, in BoxEdges edges, ObjectClass objectClass, double bottomVariance)
    {
        double height = edges.Bottom - edges.Top;
        if (edges.IsCut || height <= 0 || ClassDimensions.Kinds(objectClass).Length > 0)
        {
            return before;
        }

        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        double depth = dimensions.Height / height;
        double setback = options.BoxStyle == BoxStyle.VisibleOutline ? (dimensions.ContactSetback - dimensions.RoofSetback) / 2 : 0;
        double contact = projection.GroundRow(depth + setback);
        double below = contact - projection.GroundRow(options.MaximumDepth);
        double share = dimensions.HeightSigma / dimensions.Height;
        double residual = options.HorizonResidualSigma;
        return before.With(edges.Bottom - contact, bottomVariance, (share * share * below * below) + (residual * residual));
    }
}
