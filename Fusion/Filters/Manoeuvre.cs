namespace Fusion.Filters;

/// <summary>Tells by a filter's corrections of a velocity, frame after frame to the same side, that its object accelerates more than the process noise expects.</summary>
/// <remarks>
/// Adjustable process noise with a fading memory (Bar-Shalom, Li, Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001,
/// section 11.2), of the velocity's corrections instead of the innovations: they are independent of each other while the noise is right, each with
/// the variance by which the update makes the velocity surer.
/// </remarks>
internal struct Manoeuvre
{
    // Of the velocity's own variance, besides that of the corrections: what is not seen is not corrected, and its old corrections have to count for less and less.
    private const double Least = 0.01;
    private double _foreseen;
    private double _foreseenVariance;
    private double _sum;
    private double _variance;

    /// <summary>Starts with no corrections.</summary>
    /// <inheritdoc cref="Foresee"/>
    public Manoeuvre(double velocity, double variance) => Foresee(velocity, variance);

    /// <summary>Takes the velocity as predicted for the next frame, m/s and its variance.</summary>
    public void Foresee(double velocity, double variance)
    {
        _foreseen = velocity;
        _foreseenVariance = variance;
    }

    /// <summary>Adds the correction of the frame that was foreseen.</summary>
    /// <param name="velocity">After the frame's updates, m/s.</param>
    /// <param name="variance">Its variance.</param>
    /// <param name="keep">Share of the corrections before that still counts.</param>
    /// <returns>The sum of the corrections over its standard deviation, at least 1: how much larger the acceleration's deviation is to be taken.</returns>
    public double Factor(double velocity, double variance, double keep)
    {
        _sum = (keep * _sum) + velocity - _foreseen;
        _variance = (keep * keep * _variance) + Math.Max(_foreseenVariance - variance, 0);
        return Math.Max(Math.Abs(_sum) / Math.Sqrt(_variance + (Least * variance)), 1);
    }
}
