using Fusion.Tracking;

namespace Fusion.Filters;

/// <summary>Filters a ranging sensor's metric box: its middle at nearly constant velocity, its size and heading as slow means.</summary>
/// <remarks>Ego frame, metres; velocity over ground where the ego motion is known. Both axes have one noise, so the frame may turn under them.</remarks>
internal struct CuboidFilter
{
    private AxisFilter _x;
    private AxisFilter _y;
    private EgoCuboid _shape;
    private int _count;

    /// <summary>False until a box was measured.</summary>
    public readonly bool HasValue => _count > 0;

    public readonly EgoCuboid Value => _shape with { X = _x.Position, Y = _y.Position };

    /// <summary>Takes in a measured box; the first starts the filter.</summary>
    /// <param name="measured">The box.</param>
    /// <param name="options">Noise and memory.</param>
    /// <param name="velocitySigma">Spread of an unknown first velocity, m/s.</param>
    public void Update(in EgoCuboid measured, RangedOptions options, double velocitySigma)
    {
        double variance = options.CuboidSigma * options.CuboidSigma;
        if (_count == 0)
        {
            _x = new AxisFilter(measured.X, variance, velocitySigma * velocitySigma);
            _y = new AxisFilter(measured.Y, variance, velocitySigma * velocitySigma);
            _shape = measured;
            _count = 1;
            return;
        }

        _x.Update(measured.X, variance);
        _y.Update(measured.Y, variance);
        _count = Math.Min(_count + 1, options.CuboidMemory);
        double share = 1.0 / _count;

        // A box without a nose may come either way round: the nearer of the two.
        double turn = Math.IEEERemainder(measured.Heading - _shape.Heading, Math.PI);
        _shape = new EgoCuboid(
            0, 0, Mean(_shape.BottomZ, measured.BottomZ, options.CuboidHeadingGain), Mean(_shape.Length, measured.Length, share),
            Mean(_shape.Width, measured.Width, share), Mean(_shape.Height, measured.Height, share),
            Math.IEEERemainder(_shape.Heading + (options.CuboidHeadingGain * turn), 2 * Math.PI), measured.Score);
    }

    /// <summary>Moves on, and turns and shifts the frame with the ego vehicle.</summary>
    public void Predict(double dt, double egoDistance, double egoTurn, double acceleration)
    {
        _x.Predict(dt, acceleration * acceleration);
        _y.Predict(dt, acceleration * acceleration);
        (double halfSin, double halfCos) = Math.SinCos(egoTurn / 2);
        _x.Position -= egoDistance * halfCos;
        _y.Position -= egoDistance * halfSin;
        (double sin, double cos) = Math.SinCos(egoTurn);
        (_x.Position, _y.Position) = ((cos * _x.Position) + (sin * _y.Position), (cos * _y.Position) - (sin * _x.Position));
        (_x.Velocity, _y.Velocity) = ((cos * _x.Velocity) + (sin * _y.Velocity), (cos * _y.Velocity) - (sin * _x.Velocity));
        _shape = _shape with { Heading = _shape.Heading - egoTurn };
    }

    /// <summary>Changes the velocity along X, where its frame changes.</summary>
    public void AddSpeed(double change) => _x.Velocity += change;

    private static double Mean(double old, double measured, double share) => old + (share * (measured - old));
}
