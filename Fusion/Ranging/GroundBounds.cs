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
            double along = change / projection.DepthAlongAxis;
            filter.Add(GroundState.X, along * projection.AxisX);
            filter.Add(GroundState.Y, along * projection.AxisY);

            // It is still there, so it did not go through the bound at that speed.
            double speed = (projection.AxisX * (filter[GroundState.Vx] - egoSpeed)) + (projection.AxisY * filter[GroundState.Vy]);
            filter.Add(GroundState.Vx, -speed * projection.AxisX);
            filter.Add(GroundState.Vy, -speed * projection.AxisY);
        }

        filter.Clamp(GroundState.Width, LeastSize, GreatestWidth);
        filter.Clamp(GroundState.Height, LeastSize, GreatestHeight);
    }
}
