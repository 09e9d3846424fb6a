using Fusion.Geometry;

namespace Fusion.Filters;

/// <summary>How fast an object's image grows: the logarithms of its width and its height, each with its rate, 1/s.</summary>
/// <remarks>
/// What comes nearer at a constant speed is in the image of a size s = c / τ, τ the time to contact: the logarithm's rate is r = 1 / τ, and
/// r' = r² (Lee, 1976). A filter that takes the rate for constant lags behind that. Noise as in <see cref="BoxFilter"/>, and as there a share of the box,
/// but for the acceleration: beside r' = r² little of it is left until the object changes its speed (<see cref="Manoeuvre"/>).
/// </remarks>
internal struct GrowthFilter
{
    // In one step an object comes nearer by at most this share of its distance: beyond, the rate's noise would decide.
    private const double MostOfTheWay = 0.5;

    // Of the box filter's acceleration of size, which knows no r' = r². By hand, on braking leads.
    private const double AccelerationShare = 0.3;
    private AxisFilter _width;
    private AxisFilter _height;
    private bool _hasWidth;
    private bool _hasHeight;
    private Manoeuvre _widthManoeuvre;
    private Manoeuvre _heightManoeuvre;

    /// <summary>Moves on.</summary>
    /// <param name="dt">Seconds.</param>
    /// <param name="box">As it is expected, pixels.</param>
    /// <param name="noise">The noise model.</param>
    public void Predict(double dt, in Box box, in BoxNoise noise)
    {
        double acceleration = AccelerationShare * noise.SizeAcceleration;
        double aspect = Aspect(box);
        if (_hasWidth)
        {
            Predict(ref _width, ref _widthManoeuvre, dt, acceleration * acceleration * aspect);
        }

        if (_hasHeight)
        {
            Predict(ref _height, ref _heightManoeuvre, dt, acceleration * acceleration / aspect);
        }
    }

    /// <summary>Takes in a detection's box. A side that is not seen whole tells nothing, and what was known of it does not go on: its visible part may have grown, not it.</summary>
    /// <param name="box">Source pixels.</param>
    /// <param name="isWide">Whether both of its sides are the object's own.</param>
    /// <param name="isHigh">Whether its top and bottom are.</param>
    /// <param name="noise">The noise model.</param>
    /// <param name="trust">1 for a certain detection; smaller values widen the measurement noise.</param>
    public void Update(in Box box, bool isWide, bool isHigh, in BoxNoise noise, double trust)
    {
        double aspect = Aspect(box);
        double widening = 1 + (noise.ScoreInfluence * (1 - trust));
        Update(ref _width, ref _widthManoeuvre, ref _hasWidth, isWide, box.Width, aspect, noise, widening);
        Update(ref _height, ref _heightManoeuvre, ref _hasHeight, isHigh, box.Height, 1 / aspect, noise, widening);
    }

    /// <summary>Relative growth of the object's size, 1/s, and its standard deviation; infinite where neither side is seen whole.</summary>
    public readonly (double Rate, double Sigma) Rate()
    {
        double width = _hasWidth ? 1 / _width.VarianceVelocity : 0;
        double height = _hasHeight ? 1 / _height.VarianceVelocity : 0;
        double both = width + height;
        return both > 0
            ? (((width * _width.Velocity) + (height * _height.Velocity)) / both, Math.Sqrt(1 / both))
            : (0, double.PositiveInfinity);
    }

    /// <summary>The same of its height alone, which shows an object's flank as little as its being turned; infinite where it is not seen whole.</summary>
    public readonly (double Rate, double Sigma) HeightRate() =>
        _hasHeight ? (_height.Velocity, Math.Sqrt(_height.VarianceVelocity)) : (0, double.PositiveInfinity);

    /// <summary>Height over width: noise that is a share of √(width · height) has its square times this as the width's share, one over it as the height's.</summary>
    private static double Aspect(in Box box) => Math.Max(box.Height, 1.0) / Math.Max(box.Width, 1.0);

    private static void Predict(ref AxisFilter side, ref Manoeuvre manoeuvre, double dt, double accelerationDensity)
    {
        double factor = manoeuvre.Factor(side.Velocity, side.VarianceVelocity, dt);
        accelerationDensity *= factor * factor;
        bool isHeld = side.Velocity * dt > MostOfTheWay;
        double growth = 1 / (isHeld ? 1 - MostOfTheWay : 1 - (side.Velocity * dt));
        double byRate = dt * growth;
        double rateByRate = isHeld ? 1 : growth * growth;
        side.Position += Math.Log(growth);
        side.Velocity *= isHeld ? 1 : growth;
        side.VariancePosition += (byRate * ((2 * side.Covariance) + (byRate * side.VarianceVelocity))) + (accelerationDensity * dt * dt * dt / 3);
        side.Covariance = (rateByRate * (side.Covariance + (byRate * side.VarianceVelocity))) + (accelerationDensity * dt * dt / 2);
        side.VarianceVelocity = (rateByRate * rateByRate * side.VarianceVelocity) + (accelerationDensity * dt);
        manoeuvre.Foresee(side.Velocity, side.VarianceVelocity);
    }

    private static void Update(ref AxisFilter side, ref Manoeuvre manoeuvre, ref bool isKnown, bool isWhole, double size, double aspect, in BoxNoise noise, double widening)
    {
        double logarithm = Math.Log(Math.Max(size, 1));
        double variance = noise.Measurement * noise.Measurement * widening * widening * aspect;
        if (isWhole && isKnown)
        {
            side.Update(logarithm, variance);
        }
        else if (isWhole)
        {
            side = new AxisFilter(logarithm, variance, noise.InitialVelocity * noise.InitialVelocity * aspect);
            manoeuvre = new Manoeuvre(side.Velocity, side.VarianceVelocity);
        }

        isKnown = isWhole;
    }
}
