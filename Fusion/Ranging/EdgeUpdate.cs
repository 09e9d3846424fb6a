using Fusion.Filters;

namespace Fusion.Ranging;

/// <summary>Updates a ground filter with the edges of a box, one after the other (extended Kalman filter).</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class EdgeUpdate(EdgeProjection projection)
{
    private readonly double[] _linearisation = new double[GroundState.Count];
    private readonly double[] _gradient = new double[GroundState.Count];

    /// <summary>Where the next update linearises: a state as in <see cref="GroundState"/>.</summary>
    public Span<double> Linearisation => _linearisation;

    /// <param name="filter">Updated.</param>
    /// <param name="edges">The box.</param>
    /// <param name="dimensions">The object's class.</param>
    /// <param name="widen">Factor on the edges' standard deviations.</param>
    /// <param name="lengthFrames">In how many frames the error of the object's length is the same: so many times its variance counts.</param>
    /// <param name="robustGate">Innovations beyond so many standard deviations are weakened.</param>
    /// <returns>Log density of the innovations, but for a constant.</returns>
    public double Apply(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions, double widen, double lengthFrames, double robustGate)
    {
        double variances = 1;
        double squares = 0;
        foreach (EdgeModel edge in projection.Models(dimensions))
        {
            double sigma = edges.Sigma(edge.Side) * widen;
            double predicted = projection.Predict(_linearisation, edge, dimensions, _gradient, out double shape);

            // The filter has moved since the linearisation point: first order.
            for (int index = 0; index < GroundState.Count; index++)
            {
                predicted += _gradient[index] * (filter[index] - _linearisation[index]);
            }

            double innovation = edges.Innovation(edge.Side, predicted);
            if (innovation != 0)
            {
                double noise = (sigma * sigma) + (lengthFrames * shape);

                // The border cuts at the same place frame after frame, which tells nothing more. That something hides an edge is a guess by
                // the boxes' order: with networks' boxes ranges got worse where it was taken for no knowledge either (docs/tracking.md).
                double variance = edges.IsAtBorder(edge.Side)
                    ? filter.Bound(_gradient, innovation, noise, robustGate)
                    : filter.Update(_gradient, innovation, noise, robustGate);
                variances *= variance;
                squares += innovation * innovation / variance;
            }
        }

        return -(squares + Math.Log(variances)) / 2;
    }

    /// <summary>How many standard deviations the worst edge lies off the filter's object.</summary>
    public double Misfit(GroundFilter filter, in BoxEdges edges, in ClassDimensions dimensions)
    {
        filter.CopyStateTo(_linearisation);
        double worst = 0;
        foreach (EdgeModel edge in projection.Models(dimensions))
        {
            double innovation = edges.Innovation(edge.Side, projection.Predict(_linearisation, edge, dimensions, _gradient, out _));
            worst = Math.Max(worst, Math.Abs(innovation) / edges.Sigma(edge.Side));
        }

        return worst;
    }
}
