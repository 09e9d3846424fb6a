namespace Fusion.Rigs;

/// <summary>
/// Brings several estimates of one place together whose errors may have a common part that nobody knows: covariance intersection with
/// weights in proportion to 1/trace (Niehsen, 2002). The result is never surer than the errors allow.
/// </summary>
internal struct PlaceIntersection
{
    private double _xx;
    private double _xy;
    private double _yy;
    private double _x;
    private double _y;
    private double _placeWeights;
    private double _vx;
    private double _vy;
    private double _velocityX;
    private double _velocityY;
    private double _velocityWeights;

    public int Count { get; private set; }

    public void Add(in GroundPlace place)
    {
        double determinant = (place.VarianceX * place.VarianceY) - (place.CovarianceXY * place.CovarianceXY);
        double weight = 1 / place.PlaceTrace;
        double xx = weight * place.VarianceY / determinant;
        double yy = weight * place.VarianceX / determinant;
        double xy = -weight * place.CovarianceXY / determinant;
        _xx += xx;
        _yy += yy;
        _xy += xy;
        _x += (xx * place.X) + (xy * place.Y);
        _y += (xy * place.X) + (yy * place.Y);
        _placeWeights += weight;

        double velocity = 1 / Math.Max(place.VelocityTrace, double.Epsilon);
        _vx += velocity / place.VarianceVx;
        _vy += velocity / place.VarianceVy;
        _velocityX += velocity * place.Vx / place.VarianceVx;
        _velocityY += velocity * place.Vy / place.VarianceVy;
        _velocityWeights += velocity;
        Count++;
    }

    /// <summary>The place that all of them together give; at least one was added.</summary>
    public readonly GroundPlace Result()
    {
        double determinant = (_xx * _yy) - (_xy * _xy);
        return new GroundPlace(
            ((_yy * _x) - (_xy * _y)) / determinant,
            ((_xx * _y) - (_xy * _x)) / determinant,
            _velocityX / _vx,
            _velocityY / _vy,
            _placeWeights * _yy / determinant,
            _placeWeights * _xx / determinant,
            -_placeWeights * _xy / determinant,
            _velocityWeights / _vx,
            _velocityWeights / _vy);
    }
}
