namespace Fusion.Filters;

/// <summary>Tells by a filter's corrections of a velocity, frame after frame to the same side, that its object accelerates more than the process noise expects.</summary>
/// <remarks>
/// Adjustable process noise with a fading memory (Bar-Shalom, Li, Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001,
/// section 11.2), of the velocity's corrections instead of the innovations: they are independent of each other while the noise is right, each with
/// the variance by which the update makes the velocity surer.
/// </remarks>
internal struct Manoeuvre
{
    // By hand, on braking leads (docs/tracking.md).
    private const double Memory = 0.25;
    private const double Most = 4;

    // Of the velocity's own variance, besides that of the corrections: what is not seen is not corrected, and its old corrections have to count for less and less.
    private const double Least = 0.01;
    private double _foreseen;
    private double _foreseenVariance;
    private double _sum;
    private double _variance;

    /// <summary>Starts with no corrections.</summary>
    /// <inheritdoc cref="Foresee"/>
    public Manoeuvre(double velocity, double variance) => Foresee(velocity, variance);

    /// <summary>Takes the velocity, or rate of growth, as predicted for the next frame, and its variance.</summary>
    public void Foresee(double velocity, double variance)
    {
        _foreseen = velocity;
        _foreseenVariance = variance;
    }

    /// <summary>Adds the correction of the frame that was foreseen.</summary>
    /// <param name="velocity">After the frame's updates.</param>
    /// <param name="variance">Its variance.</param>
    /// <param name="dt">Seconds to the next frame, in which what is summed fades.</param>
    /// <returns>The sum of the corrections over its standard deviation, from 1 to 4: how much larger the acceleration's deviation is to be taken.</returns>
    public double Factor(double velocity, double variance, double dt)
    {
        double keep = Math.Exp(-dt / Memory);
        _sum = (keep * _sum) + velocity - _foreseen;
        _variance = (keep * keep * _variance) + Math.Max(_foreseenVariance - variance, 0);
        return Math.Clamp(Math.Abs(_sum) / Math.Sqrt(_variance + (Least * variance)), 1, Most);
    }
}
