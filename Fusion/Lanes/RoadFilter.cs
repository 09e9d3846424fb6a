using Fusion.Ranging;

namespace Fusion.Lanes;

/// <summary>
/// One extended Kalman filter for the road and all of its lines: heading, horizon, curvature and vertical curvature are
/// shared, and each line adds its lateral position at the camera and its own small angle.
/// </summary>
/// <remarks>
/// State: [heading, horizon, curvature, vertical curvature, (lateral, angle) per line slot]. A line lies at
/// Y(d) = lateral + (heading + angle) d + curvature d² / 2, metres to the left of the camera at distance d.
/// The update is an iterated EKF in information form, so that any number of measurements costs one factorisation.
/// </remarks>
internal sealed class RoadFilter
{
    public const int Slots = 6;
    public const int Shared = 4;
    public const int Size = Shared + (2 * Slots);

    /// <summary>Variance of the unused slots, which stay apart from everything.</summary>
    private const double IdleVariance = 1;

    private readonly LaneTrackerOptions _options;
    private readonly double _height;
    private readonly double _nearestSlope;
    private readonly double[] _state = new double[Size];
    private readonly double[] _covariance = new double[Size * Size];
    private readonly double[] _prior = new double[Size];
    private readonly double[] _priorInformation = new double[Size * Size];
    private readonly double[] _information = new double[Size * Size];
    private readonly double[] _gradient = new double[Size];
    private readonly double[] _work = new double[Size * Size];
    private readonly bool[] _active = new bool[Slots];

    public RoadFilter(LaneTrackerOptions options, LaneGeometry geometry)
    {
        _options = options;
        _height = geometry.CameraHeight;
        _nearestSlope = _height / options.MaxRange;
        Reset(0, 0, geometry.IsMetric ? options.HeadingPrior : options.UncalibratedHeadingPrior, geometry.IsMetric ? options.PitchSigma : options.UncalibratedHorizonPrior);
    }

    public double Heading => _state[0];

    /// <summary>q of the flat road's horizon.</summary>
    public double Horizon => _state[1];

    public double HorizonVariance => _covariance[Size + 1];

    /// <summary>Horizon and vertical curvature as objects on the road take them.</summary>
    public RoadHorizon RoadHorizon => new(_state[1], _state[3], Covariance(1, 1), Covariance(1, 3), Covariance(3, 3));

    /// <summary>What the horizon returns to: 0 with a calibration, else learned.</summary>
    public double MeanHorizon { get; set; }

    public double Curvature => _state[2];

    public double Lateral(int slot) => _state[LateralIndex(slot)];

    public double Angle(int slot) => _state[LateralIndex(slot) + 1];

    public double LateralVariance(int slot) => Covariance(LateralIndex(slot), LateralIndex(slot));

    public bool IsActive(int slot) => _active[slot];

    public double Covariance(int i, int j) => _covariance[(i * Size) + j];

    public static int LateralIndex(int slot) => Shared + (2 * slot);

    /// <summary>Forgets every line and starts the shared geometry from a prior.</summary>
    public void Reset(double heading, double horizon, double headingSigma, double horizonSigma)
    {
        Array.Clear(_state);
        Array.Clear(_covariance);
        Array.Clear(_active);
        _state[0] = heading;
        _state[1] = horizon;
        MeanHorizon = horizon;
        SetVariance(0, headingSigma * headingSigma);
        SetVariance(1, horizonSigma * horizonSigma);
        SetVariance(2, _options.CurvatureSigma * _options.CurvatureSigma);
        SetVariance(3, _options.VerticalCurvatureSigma * _options.VerticalCurvatureSigma);
        for (int i = Shared; i < Size; i++)
        {
            SetVariance(i, IdleVariance);
        }
    }

    public void AddLine(int slot, double lateral, double sigma)
    {
        RemoveLine(slot);
        int i = LateralIndex(slot);
        _active[slot] = true;
        _state[i] = lateral;
        _state[i + 1] = 0;
        SetVariance(i, sigma * sigma);
        SetVariance(i + 1, _options.OwnAngleSigma * _options.OwnAngleSigma);
    }

    public void RemoveLine(int slot)
    {
        int first = LateralIndex(slot);
        _active[slot] = false;
        for (int i = first; i < first + 2; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                _covariance[(i * Size) + j] = 0;
                _covariance[(j * Size) + i] = 0;
            }

            _state[i] = 0;
            SetVariance(i, IdleVariance);
        }
    }

    /// <summary>Steps the filter in time.</summary>
    /// <param name="seconds">Not negative.</param>
    public void Predict(double seconds)
    {
        if (!(seconds > 0))
        {
            return;
        }

        AddVariance(0, _options.HeadingNoise * _options.HeadingNoise * seconds);
        Revert(1, MeanHorizon, _options.PitchSigma, _options.PitchTime, seconds);
        Revert(2, 0, _options.CurvatureSigma, _options.CurvatureTime, seconds);
        Revert(3, 0, _options.VerticalCurvatureSigma, _options.VerticalCurvatureTime, seconds);
        double common = _options.CommonLateralNoise * _options.CommonLateralNoise * seconds;
        double own = _options.OwnLateralNoise * _options.OwnLateralNoise * seconds;
        for (int a = 0; a < Slots; a++)
        {
            if (!_active[a])
            {
                continue;
            }

            Revert(LateralIndex(a) + 1, 0, _options.OwnAngleSigma, _options.OwnAngleTime, seconds);
            for (int b = 0; b < Slots; b++)
            {
                if (_active[b])
                {
                    _covariance[(LateralIndex(a) * Size) + LateralIndex(b)] += common + (a == b ? own : 0);
                }
            }
        }
    }

    /// <summary>The slope of the view direction to a road point below the (vertically curved) road's horizon: height / distance.</summary>
    /// <returns>False where the direction does not meet the road within range.</returns>
    public bool TrySlope(double q, out double slope)
    {
        slope = Slope(q - _state[1], _state[3], _height);
        return slope >= _nearestSlope;
    }

    /// <summary>The slope of the view direction to a road point: height / distance; not a number where the direction meets no road.</summary>
    /// <param name="below">How far below the flat road's horizon the direction points.</param>
    /// <param name="verticalCurvature">The road's, 1/m.</param>
    /// <param name="height">The camera's above the road, metres.</param>
    public static double Slope(double below, double verticalCurvature, double height)
    {
        double root = (below * below) + (2 * verticalCurvature * height);
        return root > 0 ? (below + Math.Sqrt(root)) / 2 : double.NaN;
    }

    /// <summary>The q at which the road is seen at a distance.</summary>
    public double QAt(double distance)
    {
        double slope = _height / distance;
        return _state[1] + slope - (_state[3] * _height / (2 * slope));
    }

    /// <summary>The p of a line where the road slope is as given.</summary>
    public double P(int slot, double slope) =>
        (-Lateral(slot) * slope / _height) - (_state[0] + Angle(slot)) - (_state[2] * _height / (2 * slope));

    /// <summary>The lateral position at the camera of the road-parallel curve through a direction, metres to the left.</summary>
    public double LateralThrough(double p, double slope) =>
        -(p + _state[0] + (_state[2] * _height / (2 * slope))) * _height / slope;

    /// <summary>Variance of <see cref="P"/> as the filter stands.</summary>
    public double VarianceP(int slot, double q, double slope)
    {
        Span<double> jacobian = stackalloc double[Shared + 2];
        Jacobian(slot, q, slope, jacobian);
        double variance = 0;
        for (int i = 0; i < jacobian.Length; i++)
        {
            for (int j = 0; j < jacobian.Length; j++)
            {
                variance += jacobian[i] * jacobian[j] * Covariance(Index(slot, i), Index(slot, j));
            }
        }

        return variance;
    }

    /// <summary>Starts an update: what follows is gathered about the state as predicted.</summary>
    /// <returns>False where the covariance has lost its form; the caller resets.</returns>
    public bool TryBeginUpdate()
    {
        _state.CopyTo(_prior, 0);
        _covariance.CopyTo(_work, 0);
        if (!SymmetricMatrix.TryFactor(_work, Size))
        {
            return false;
        }

        SymmetricMatrix.Invert(_work, Size, _priorInformation);
        BeginIteration();
        return true;
    }

    /// <summary>Adds one measured direction of a line.</summary>
    /// <param name="slot">The line.</param>
    /// <param name="p">Where it was seen.</param>
    /// <param name="q">On which row.</param>
    /// <param name="slope">The row's road slope, as <see cref="TrySlope"/> gave it.</param>
    /// <param name="information">Inverse variance of p, times the measurement's weight.</param>
    public void Gather(int slot, double p, double q, double slope, double information)
    {
        Span<double> jacobian = stackalloc double[Shared + 2];
        Jacobian(slot, q, slope, jacobian);
        double residual = p - P(slot, slope);
        for (int i = 0; i < jacobian.Length; i++)
        {
            int row = Index(slot, i);
            double weighted = jacobian[i] * information;
            _gradient[row] += weighted * residual;
            for (int j = 0; j <= i; j++)
            {
                _information[(row * Size) + Index(slot, j)] += weighted * jacobian[j];
            }
        }
    }

    /// <summary>Takes one Gauss–Newton step with what was gathered, and starts the next.</summary>
    /// <returns>False where the system is singular or not finite; the caller resets.</returns>
    public bool TryStep()
    {
        _information.CopyTo(_work, 0);
        if (!SymmetricMatrix.TryFactor(_work, Size))
        {
            return false;
        }

        SymmetricMatrix.Solve(_work, Size, _gradient);
        for (int i = 0; i < Size; i++)
        {
            _state[i] += _gradient[i];
            if (!double.IsFinite(_state[i]))
            {
                return false;
            }
        }

        BeginIteration();
        return true;
    }

    /// <summary>Ends an update after its last step: the factor of that step gives the covariance.</summary>
    public void EndUpdate() => SymmetricMatrix.Invert(_work, Size, _covariance);

    private void BeginIteration()
    {
        _priorInformation.CopyTo(_information, 0);
        for (int i = 0; i < Size; i++)
        {
            double sum = 0;
            for (int j = 0; j < Size; j++)
            {
                sum += _priorInformation[(i * Size) + j] * (_prior[j] - _state[j]);
            }

            _gradient[i] = sum;
        }
    }

    /// <summary>∂p / ∂[heading, horizon, curvature, vertical curvature, lateral, angle].</summary>
    private void Jacobian(int slot, double q, double slope, Span<double> jacobian)
    {
        double root = (2 * slope) - (q - _state[1]);
        double bySlope = (-Lateral(slot) / _height) + (_state[2] * _height / (2 * slope * slope));
        jacobian[0] = -1;
        jacobian[1] = -bySlope * slope / root;
        jacobian[2] = -_height / (2 * slope);
        jacobian[3] = bySlope * _height / (2 * root);
        jacobian[4] = -slope / _height;
        jacobian[5] = -1;
    }

    private static int Index(int slot, int i) => i < Shared ? i : LateralIndex(slot) + i - Shared;

    private void SetVariance(int i, double variance) => _covariance[(i * Size) + i] = variance;

    private void AddVariance(int i, double variance) => _covariance[(i * Size) + i] += variance;

    /// <summary>One step of an Ornstein–Uhlenbeck process: the state returns to its mean, its variance to the stationary one.</summary>
    private void Revert(int i, double mean, double sigma, TimeSpan time, double seconds)
    {
        double keep = Math.Exp(-seconds / time.TotalSeconds);
        _state[i] = mean + ((_state[i] - mean) * keep);
        for (int j = 0; j < Size; j++)
        {
            _covariance[(i * Size) + j] *= keep;
            _covariance[(j * Size) + i] *= keep;
        }

        AddVariance(i, sigma * sigma * (1 - (keep * keep)));
    }
}
