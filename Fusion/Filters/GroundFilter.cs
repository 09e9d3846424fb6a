using System.Runtime.Intrinsics;

namespace Fusion.Filters;

/// <summary>
/// An extended Kalman filter on an object's ground position, velocity, size and the horizon's offset, measured by box edges.
/// </summary>
/// <remarks>State as in <see cref="GroundState"/>. Preallocated with its track slot; not thread safe.</remarks>
internal sealed class GroundFilter
{
    // Rounding alone must not count as the prior's having become surer.
    private const double SurerBy = 1.001;
    private const int N = GroundState.Count;
    private readonly double[] _state = new double[N];

    // A row of the covariance takes two vectors, the last element of the second is zero.
    private const int Half = 4;
    private const int Stride = 2 * Half;
    private readonly double[] _covariance = new double[N * Stride];
    private readonly double[] _crossCovariance = new double[Stride];
    private Manoeuvre _manoeuvre;

    public double this[int index] => _state[index];

    /// <summary>The prior of the horizon's offset that was given last.</summary>
    public HorizonPrior Horizon { get; private set; }

    public double Covariance(int row, int column) => _covariance[(row * Stride) + column];

    /// <summary>Starts with independent components; the horizon's mean is what its offset returns to.</summary>
    public void Start(ReadOnlySpan<double> mean, ReadOnlySpan<double> sigma)
    {
        Array.Clear(_covariance);
        Horizon = new HorizonPrior(mean[GroundState.Horizon], sigma[GroundState.Horizon]);
        for (int index = 0; index < N; index++)
        {
            _state[index] = mean[index];
            _covariance[(index * Stride) + index] = sigma[index] * sigma[index];
        }

        _manoeuvre = NoManoeuvre();
    }

    /// <summary>Velocity and its covariance.</summary>
    public GroundVelocity Velocity => new(
        _state[GroundState.Vx], _state[GroundState.Vy],
        Covariance(GroundState.Vx, GroundState.Vx), Covariance(GroundState.Vx, GroundState.Vy), Covariance(GroundState.Vy, GroundState.Vy));

    /// <summary>Takes a velocity that is known from elsewhere, independent of all else.</summary>
    public void SetVelocity(in GroundVelocity velocity)
    {
        for (int index = 0; index < N; index++)
        {
            _covariance[(GroundState.Vx * Stride) + index] = _covariance[(index * Stride) + GroundState.Vx] = 0;
            _covariance[(GroundState.Vy * Stride) + index] = _covariance[(index * Stride) + GroundState.Vy] = 0;
        }

        _state[GroundState.Vx] = velocity.X;
        _state[GroundState.Vy] = velocity.Y;
        _covariance[(GroundState.Vx * Stride) + GroundState.Vx] = velocity.VarianceX;
        _covariance[(GroundState.Vy * Stride) + GroundState.Vy] = velocity.VarianceY;
        _covariance[(GroundState.Vx * Stride) + GroundState.Vy] = _covariance[(GroundState.Vy * Stride) + GroundState.Vx] = velocity.Covariance;
        _manoeuvre = NoManoeuvre();
    }

    public void CopyStateTo(Span<double> destination) => _state.CopyTo(destination);

    /// <summary>Takes the mean and covariance of a mixture of filters (moment matching).</summary>
    /// <param name="filters">The mixture's members.</param>
    /// <param name="weights">Their shares; sum 1.</param>
    public void Blend(ReadOnlySpan<GroundFilter> filters, ReadOnlySpan<double> weights)
    {
        Array.Clear(_state);
        Array.Clear(_covariance);
        Horizon = filters[0].Horizon;
        for (int index = 0; index < filters.Length; index++)
        {
            for (int row = 0; row < N; row++)
            {
                _state[row] += weights[index] * filters[index]._state[row];
            }
        }

        for (int index = 0; index < filters.Length; index++)
        {
            GroundFilter filter = filters[index];
            for (int row = 0; row < N; row++)
            {
                for (int column = 0; column < N; column++)
                {
                    double spread = (filter._state[row] - _state[row]) * (filter._state[column] - _state[column]);
                    _covariance[(row * Stride) + column] += weights[index] * (filter._covariance[(row * Stride) + column] + spread);
                }
            }
        }

        _manoeuvre = NoManoeuvre();
    }

    /// <summary>Moves the object on, then turns and shifts the frame with the ego vehicle.</summary>
    /// <param name="dt">Seconds.</param>
    /// <param name="egoDistance">How far the ego origin moved forward, metres; 0 where velocities are relative.</param>
    /// <param name="egoTurn">How far the ego vehicle turned to the left, rad.</param>
    /// <param name="noise">Process noise.</param>
    public void Predict(double dt, double egoDistance, double egoTurn, in GroundNoise noise)
    {
        double manoeuvre = _manoeuvre.Factor(_state[GroundState.Vx], Covariance(GroundState.Vx, GroundState.Vx), dt);
        _state[GroundState.X] += _state[GroundState.Vx] * dt;
        _state[GroundState.Y] += _state[GroundState.Vy] * dt;
        AddScaled(GroundState.X, GroundState.Vx, dt);
        AddScaled(GroundState.Y, GroundState.Vy, dt);
        AddMotionNoise(GroundState.X, GroundState.Vx, dt, manoeuvre * noise.LongitudinalAcceleration);
        AddMotionNoise(GroundState.Y, GroundState.Vy, dt, noise.LateralAcceleration);
        double ahead = (_state[GroundState.X] * noise.AxisX) + (_state[GroundState.Y] * noise.AxisY);
        double aside = (_state[GroundState.Y] * noise.AxisX) - (_state[GroundState.X] * noise.AxisY);
        double drift = noise.WidthDrift + (noise.WidthDriftAside * Math.Min(Math.Abs(aside) / Math.Max(Math.Abs(ahead), 1), 1));
        _covariance[(GroundState.Width * Stride) + GroundState.Width] += drift * drift * dt;
        _covariance[(GroundState.Height * Stride) + GroundState.Height] += noise.HeightDrift * noise.HeightDrift * dt;
        if (egoTurn != 0 || egoDistance != 0)
        {
            // The ego vehicle follows an arc: half the turn, the chord, the other half.
            (double sin, double cos) = Math.SinCos(egoTurn / 2);
            _state[GroundState.X] -= egoDistance * cos;
            _state[GroundState.Y] -= egoDistance * sin;
            Turn(egoTurn);
        }

        _manoeuvre.Foresee(_state[GroundState.Vx], Covariance(GroundState.Vx, GroundState.Vx));
    }

    /// <summary>Lets the horizon's offset return to its mean, as an Ornstein-Uhlenbeck process with a mean that itself moves.</summary>
    /// <remarks>Where the prior has become surer than the filter, the filter learns it: no object knows less of the horizon than the road does.</remarks>
    /// <param name="dt">Seconds.</param>
    /// <param name="time">How long an offset of the object's own persists, seconds.</param>
    /// <param name="prior">What is known of it in this frame.</param>
    public void PredictHorizon(double dt, double time, in HorizonPrior prior)
    {
        double keep = Math.Exp(-dt / time);
        _state[GroundState.Horizon] = prior.Mean + (keep * (_state[GroundState.Horizon] - Horizon.Mean));
        Horizon = prior;
        for (int index = 0; index < N; index++)
        {
            _covariance[(GroundState.Horizon * Stride) + index] *= keep;
            _covariance[(index * Stride) + GroundState.Horizon] *= keep;
        }

        double stationary = prior.Sigma * prior.Sigma;
        ref double variance = ref _covariance[(GroundState.Horizon * Stride) + GroundState.Horizon];
        variance += stationary * (1 - (keep * keep));
        if (variance > SurerBy * stationary)
        {
            Span<double> gradient = stackalloc double[N];
            gradient.Clear();
            gradient[GroundState.Horizon] = 1;
            Update(gradient, prior.Mean - _state[GroundState.Horizon], 1 / ((1 / stationary) - (1 / variance)), double.PositiveInfinity);
        }
    }

    /// <summary>Takes in one scalar measurement.</summary>
    /// <param name="gradient">Derivative of the measurement by the state.</param>
    /// <param name="innovation">Measured less predicted.</param>
    /// <param name="variance">Measurement noise.</param>
    /// <param name="robustGate">Innovations beyond so many standard deviations are weakened until they lie on that bound (Huber).</param>
    /// <returns>The innovation's variance, before any weakening.</returns>
    public double Update(ReadOnlySpan<double> gradient, double innovation, double variance, double robustGate)
    {
        double expected = Weigh(gradient, innovation, variance, robustGate, out double inverse, out Vector256<double> low, out Vector256<double> high);
        for (int row = 0; row < N; row++)
        {
            double cross = _crossCovariance[row];
            _state[row] += cross * inverse * innovation;

            // In this order of the factors it stays symmetric to the last bit.
            (Vector256.Create(_covariance, row * Stride) - (low * cross * inverse)).CopyTo(_covariance, row * Stride);
            (Vector256.Create(_covariance, (row * Stride) + Half) - (high * cross * inverse)).CopyTo(_covariance, (row * Stride) + Half);
        }

        return expected;
    }

    /// <summary>Takes in one scalar measurement for the velocity alone: all else stays where it is and as sure as it is (partial update, as Schmidt's).</summary>
    /// <inheritdoc cref="Update"/>
    public void UpdateVelocity(ReadOnlySpan<double> gradient, double innovation, double variance, double robustGate)
    {
        Weigh(gradient, innovation, variance, robustGate, out double inverse, out _, out _);
        ReadOnlySpan<int> velocity = [GroundState.Vx, GroundState.Vy];
        foreach (int row in velocity)
        {
            double gain = _crossCovariance[row] * inverse;
            _state[row] += gain * innovation;
            for (int column = 0; column < N; column++)
            {
                double change = gain * _crossCovariance[column];
                _covariance[(row * Stride) + column] -= change;
                if (!velocity.Contains(column))
                {
                    _covariance[(column * Stride) + row] -= change;
                }
            }
        }
    }

    /// <summary>Moves the state towards a bound that it breaks. The covariance stays: where beyond the bound the truth lies, the bound does not tell.</summary>
    /// <param name="gradient">Derivative of what is bounded by the state.</param>
    /// <param name="innovation">The bound less what is predicted.</param>
    /// <param name="variance">Noise of the bound.</param>
    /// <param name="robustGate">As in <see cref="Update"/>.</param>
    /// <returns>The innovation's variance, before any weakening.</returns>
    public double Bound(ReadOnlySpan<double> gradient, double innovation, double variance, double robustGate)
    {
        double expected = Weigh(gradient, innovation, variance, robustGate, out double inverse, out _, out _);
        for (int row = 0; row < N; row++)
        {
            _state[row] += _crossCovariance[row] * inverse * innovation;
        }

        return expected;
    }

    /// <summary>Takes in a position on the ground, measured along and across a line of sight.</summary>
    /// <param name="x">Measured ego X, metres.</param>
    /// <param name="y">Measured ego Y.</param>
    /// <param name="cos">Direction of the line of sight.</param>
    /// <param name="sin">Direction of the line of sight.</param>
    /// <param name="along">Noise variance along it, m².</param>
    /// <param name="across">Noise variance across it.</param>
    /// <param name="robustGate">As in <see cref="Update"/>.</param>
    public void UpdatePosition(double x, double y, double cos, double sin, double along, double across, double robustGate)
    {
        Span<double> gradient = stackalloc double[N];
        gradient.Clear();
        gradient[GroundState.X] = cos;
        gradient[GroundState.Y] = sin;
        Update(gradient, (cos * (x - _state[GroundState.X])) + (sin * (y - _state[GroundState.Y])), along, robustGate);
        gradient[GroundState.X] = -sin;
        gradient[GroundState.Y] = cos;
        Update(gradient, (cos * (y - _state[GroundState.Y])) - (sin * (x - _state[GroundState.X])), across, robustGate);
    }

    /// <summary>Takes in a range rate.</summary>
    /// <param name="rate">m/s, in the velocity's frame (over ground or relative).</param>
    /// <param name="cos">Direction of the line of sight.</param>
    /// <param name="sin">Direction of the line of sight.</param>
    /// <param name="variance">m²/s².</param>
    /// <param name="robustGate">As in <see cref="Update"/>.</param>
    public void UpdateRangeRate(double rate, double cos, double sin, double variance, double robustGate)
    {
        Span<double> gradient = stackalloc double[N];
        gradient.Clear();
        gradient[GroundState.Vx] = cos;
        gradient[GroundState.Vy] = sin;
        Update(gradient, rate - (cos * _state[GroundState.Vx]) - (sin * _state[GroundState.Vy]), variance, robustGate);
    }

    /// <summary>Keeps a component inside physical bounds.</summary>
    public void Clamp(int index, double low, double high) => _state[index] = Math.Clamp(_state[index], low, high);

    public void Add(int index, double change) => _state[index] += change;

    /// <summary>True while nothing has overflowed or lost its sign.</summary>
    public bool IsSound()
    {
        for (int index = 0; index < N; index++)
        {
            if (!double.IsFinite(_state[index]) || !double.IsFinite(_covariance[(index * Stride) + index])
                || _covariance[(index * Stride) + index] <= 0)
            {
                return false;
            }
        }

        return true;
    }

    // How much a measurement counts: one over its innovation's variance after any weakening, and the covariance times the gradient, which is in
    // _crossCovariance as well. The rest as in Update.
    private double Weigh(
        ReadOnlySpan<double> gradient, double innovation, double variance, double robustGate,
        out double inverse, out Vector256<double> low, out Vector256<double> high)
    {
        // The covariance is symmetric: its product with the gradient is a sum of its rows.
        low = Vector256<double>.Zero;
        high = Vector256<double>.Zero;
        for (int row = 0; row < N; row++)
        {
            low += Vector256.Create(_covariance, row * Stride) * gradient[row];
            high += Vector256.Create(_covariance, (row * Stride) + Half) * gradient[row];
        }

        low.CopyTo(_crossCovariance);
        high.CopyTo(_crossCovariance, Half);
        double innovationVariance = variance;
        for (int row = 0; row < N; row++)
        {
            innovationVariance += gradient[row] * _crossCovariance[row];
        }

        double expected = innovationVariance;
        double normalised = innovation * innovation / innovationVariance;
        double bound = robustGate * robustGate;
        if (normalised > bound)
        {
            innovationVariance *= normalised / bound;
        }

        inverse = 1 / innovationVariance;
        return expected;
    }

    private Manoeuvre NoManoeuvre() => new(_state[GroundState.Vx], Covariance(GroundState.Vx, GroundState.Vx));

    private void AddScaled(int target, int source, double factor)
    {
        for (int column = 0; column < N; column++)
        {
            _covariance[(target * Stride) + column] += factor * _covariance[(source * Stride) + column];
        }

        for (int row = 0; row < N; row++)
        {
            _covariance[(row * Stride) + target] += factor * _covariance[(row * Stride) + source];
        }
    }

    private void AddMotionNoise(int position, int velocity, double dt, double acceleration)
    {
        double density = acceleration * acceleration;
        _covariance[(position * Stride) + position] += density * dt * dt * dt / 3;
        _covariance[(position * Stride) + velocity] += density * dt * dt / 2;
        _covariance[(velocity * Stride) + position] += density * dt * dt / 2;
        _covariance[(velocity * Stride) + velocity] += density * dt;
    }

    private void Turn(double angle)
    {
        (double sin, double cos) = Math.SinCos(angle);
        Rotate(GroundState.X, GroundState.Y, sin, cos);
        Rotate(GroundState.Vx, GroundState.Vy, sin, cos);
    }

    /// <summary>Expresses a vector of the state in axes that are turned to the left.</summary>
    private void Rotate(int x, int y, double sin, double cos)
    {
        (_state[x], _state[y]) = ((cos * _state[x]) + (sin * _state[y]), (cos * _state[y]) - (sin * _state[x]));
        for (int column = 0; column < N; column++)
        {
            double first = _covariance[(x * Stride) + column];
            double second = _covariance[(y * Stride) + column];
            _covariance[(x * Stride) + column] = (cos * first) + (sin * second);
            _covariance[(y * Stride) + column] = (cos * second) - (sin * first);
        }

        for (int row = 0; row < N; row++)
        {
            double first = _covariance[(row * Stride) + x];
            double second = _covariance[(row * Stride) + y];
            _covariance[(row * Stride) + x] = (cos * first) + (sin * second);
            _covariance[(row * Stride) + y] = (cos * second) - (sin * first);
        }
    }
}
