using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Fusion.Ranging;

/// <summary>How large a ground filter's object is, and how sure that is.</summary>
/// <remarks>
/// To the filter's own variances comes what it does not hold: a size of which the image's border cuts an edge is known no better than its class's,
/// and how far the object goes on behind its face comes from its class alone. Allocates nothing. Not thread safe.
/// </remarks>
internal sealed class ExtentEstimator(RangingOptions options, int imageWidth, int imageHeight)
{
    private readonly ImageBorder _border = new(options, imageWidth, imageHeight);

    /// <param name="filter">The object's.</param>
    /// <param name="objectClass">Its class.</param>
    /// <param name="box">Its box, source pixels; may reach past the image.</param>
    /// <returns>Null where the filter's size is none: a radar's or lidar's report of an absurd place moves that too.</returns>
    public ObjectExtent? Of(GroundFilter filter, ObjectClass objectClass, in Box box)
    {
        ClassDimensions dimensions = ClassDimensions.Of(objectClass);
        HiddenEdges cut = _border.Cut(box);
        double width = filter[GroundState.Width];
        double height = filter[GroundState.Height];
        if (!(width > 0 && height > 0))
        {
            return null;
        }

        double widthVariance = AtLeast(filter.Covariance(GroundState.Width, GroundState.Width), dimensions.WidthSigma, (cut & HiddenEdges.Sides) != 0);
        double heightVariance = AtLeast(filter.Covariance(GroundState.Height, GroundState.Height), dimensions.HeightSigma, (cut & HiddenEdges.Ends) != 0);
        double slope = dimensions.AlongSlope(width);
        double alongVariance = (slope * slope * widthVariance) + SpreadAlong(dimensions, objectClass, width, height, heightVariance);
        return new ObjectExtent(width, widthVariance, height, heightVariance, alongVariance / 4);
    }

    private static double AtLeast(double variance, double sigma, bool isCut) => isCut ? Math.Max(variance, sigma * sigma) : variance;

    /// <summary>Mean square of what the extent along the view may differ from the class's mean by: of a class of several kinds, those that fit the height.</summary>
    private double SpreadAlong(in ClassDimensions dimensions, ObjectClass objectClass, double width, double height, double heightVariance)
    {
        double mean = dimensions.Along(width);
        double weights = 0;
        double squares = 0;
        foreach (ref readonly WeightedDimensions kind in ClassDimensions.Kinds(objectClass))
        {
            double variance = heightVariance + (kind.Dimensions.HeightSigma * kind.Dimensions.HeightSigma);
            double difference = height - kind.Dimensions.Height;
            double weight = kind.Share * Math.Exp(-difference * difference / (2 * variance)) / Math.Sqrt(variance);
            double along = kind.Dimensions.Along(width);
            weights += weight;
            squares += weight * (Square(along - mean) + Square(options.LengthSpread * along));
        }

        // A walker's extent changes with every step, alike in all directions.
        double spread = objectClass == ObjectClass.Pedestrian ? dimensions.WidthSigma : options.LengthSpread * mean;
        return weights > 0 ? squares / weights : Square(spread);
    }

    private static double Square(double value) => value * value;
}
