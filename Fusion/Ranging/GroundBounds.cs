using Fusion.Filters;

namespace Fusion.Ranging;

/// <summary>Keeps a ground filter's object in front of the camera and its size physical.</summary>
internal sealed class GroundBounds(RangingOptions options, EdgeProjection projection)
{
    private const double LeastSize = 0.1;
    private const double GreatestWidth = 30;
    private const double GreatestHeight = 10;

    /// <param name="filter">Clamped.</param>
    /// <param name="egoSpeed">Ego speed that the filter's velocities include, m/s; 0 where they are relative.</param>
    public void Apply(GroundFilter filter, double egoSpeed)
    {
        double depth = projection.Depth(filter);
        if (depth < options.MinimumDepth || depth > options.MaximumDepth)
        {
            double change = Math.Clamp(depth, options.MinimumDepth, options.MaximumDepth) - depth;
            double x = filter[GroundState.X] + (change / projection.Ahead);
            filter.Clamp(GroundState.X, x, x);

            // It is still there, so it did not go through the bound at that speed.
            filter.Clamp(GroundState.Vx, egoSpeed, egoSpeed);
        }

        filter.Clamp(GroundState.Width, LeastSize, GreatestWidth);
        filter.Clamp(GroundState.Height, LeastSize, GreatestHeight);
    }
}
