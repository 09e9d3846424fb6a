namespace Sensors.Calibration;

/// <summary>
/// How a lens moves points in the normalised image plane (camera optical frame at Z = 1, no units) away from the pinhole's.
/// </summary>
/// <remarks>
/// Sources: D. C. Brown, "Close-range camera calibration" (1971), in OpenCV's five-coefficient form; J. Kannala and
/// S. Brandt, "A generic camera model and calibration method" (PAMI 2006), in OpenCV's four-coefficient form.
/// A polynomial lens holds only up to the radius where the image stops moving outwards; beyond it a point would fold back
/// into the picture, so both directions say no there. Immutable and thread safe; allocates nothing.
/// </remarks>
internal readonly record struct LensModel
{
    private const int MaxIterations = 50;
    private const double Converged = 1e-12;

    // Directions nearer than this to the image plane cannot be scaled to Z = 1 usefully: 89.5 degrees off the axis.
    private const double MaxAngle = 89.5 * Math.PI / 180;
    private const int LimitSteps = 2000;

    private readonly DistortionModel _model;
    private readonly double _k1;
    private readonly double _k2;
    private readonly double _k3;
    private readonly double _k4;
    private readonly double _p1;
    private readonly double _p2;

    // The largest angle off the optical axis (radians) up to which the lens moves points outwards.
    private readonly double _maxAngle;

    /// <param name="model">The kind of lens.</param>
    /// <param name="coefficients">In the model's order; <see cref="CameraCalibration.Validate"/> checks their number, what is missing is 0 here.</param>
    public LensModel(DistortionModel model, IReadOnlyList<double> coefficients)
    {
        double At(int index) => index < coefficients.Count ? coefficients[index] : 0;

        _model = model;
        _k1 = At(0);
        _k2 = At(1);
        if (model == DistortionModel.BrownConrady)
        {
            _p1 = At(2);
            _p2 = At(3);
            _k3 = At(4);
        }
        else
        {
            _k3 = At(2);
            _k4 = At(3);
        }

        _maxAngle = FindMaxAngle();
    }

    /// <summary>How many coefficients a model takes.</summary>
    public static int CoefficientCount(DistortionModel model) => model switch
    {
        DistortionModel.None => 0,
        DistortionModel.BrownConrady => 5,
        _ => 4,
    };

    /// <summary>Where the lens images the direction (x, y, 1).</summary>
    /// <returns>False where the direction lies outside the range of the lens model.</returns>
    public bool TryDistort(double x, double y, out double distortedX, out double distortedY)
    {
        distortedX = x;
        distortedY = y;
        if (_model == DistortionModel.None)
        {
            return true;
        }

        double radius = Math.Sqrt((x * x) + (y * y));
        double angle = Math.Atan(radius);
        if (angle > _maxAngle)
        {
            return false;
        }

        if (_model == DistortionModel.KannalaBrandt)
        {
            double scale = radius < Converged ? 1 : Fisheye(angle, out _) / radius;
            distortedX = x * scale;
            distortedY = y * scale;
            return true;
        }

        Brown(x, y, out distortedX, out distortedY, out _, out _, out _, out _);
        return true;
    }

    /// <summary>The direction (x, y, 1) that the lens images at a distorted point; the inverse of <see cref="TryDistort"/>.</summary>
    /// <returns>False where no direction within the range of the lens model leads there.</returns>
    public bool TryUndistort(double distortedX, double distortedY, out double x, out double y)
    {
        x = distortedX;
        y = distortedY;
        return _model switch
        {
            DistortionModel.None => true,
            DistortionModel.KannalaBrandt => TryUndistortFisheye(distortedX, distortedY, out x, out y),
            _ => TryUndistortBrown(distortedX, distortedY, out x, out y),
        };
    }

    private bool TryUndistortFisheye(double distortedX, double distortedY, out double x, out double y)
    {
        x = distortedX;
        y = distortedY;
        double distorted = Math.Sqrt((distortedX * distortedX) + (distortedY * distortedY));
        if (distorted < Converged)
        {
            return true;
        }

        if (distorted > Fisheye(_maxAngle, out _))
        {
            return false;
        }

        // Newton on a function that rises monotonically over [0, maxAngle]; bisection keeps each step inside the bracket.
        double low = 0;
        double high = _maxAngle;
        double angle = Math.Min(distorted, _maxAngle);
        for (int i = 0; i < MaxIterations; i++)
        {
            double miss = Fisheye(angle, out double slope) - distorted;
            if (Math.Abs(miss) < Converged)
            {
                break;
            }

            if (miss > 0)
            {
                high = angle;
            }
            else
            {
                low = angle;
            }

            double next = angle - (miss / slope);
            angle = next > low && next < high ? next : (low + high) / 2;
        }

        double scale = Math.Tan(angle) / distorted;
        x = distortedX * scale;
        y = distortedY * scale;
        return true;
    }

    private bool TryUndistortBrown(double distortedX, double distortedY, out double x, out double y)
    {
        x = distortedX;
        y = distortedY;
        for (int i = 0; i < MaxIterations; i++)
        {
            Brown(x, y, out double imageX, out double imageY, out double xx, out double xy, out double yx, out double yy);
            double missX = imageX - distortedX;
            double missY = imageY - distortedY;
            if (Math.Abs(missX) + Math.Abs(missY) < Converged)
            {
                return Math.Atan(Math.Sqrt((x * x) + (y * y))) <= _maxAngle;
            }

            double determinant = (xx * yy) - (xy * yx);
            if (determinant <= 0)
            {
                return false;
            }

            x -= ((yy * missX) - (xy * missY)) / determinant;
            y -= ((xx * missY) - (yx * missX)) / determinant;
        }

        return false;
    }

    /// <summary>The distorted angle θd(θ) and its slope.</summary>
    private double Fisheye(double angle, out double slope)
    {
        double a2 = angle * angle;
        slope = 1 + (a2 * ((3 * _k1) + (a2 * ((5 * _k2) + (a2 * ((7 * _k3) + (a2 * 9 * _k4)))))));
        return angle * (1 + (a2 * (_k1 + (a2 * (_k2 + (a2 * (_k3 + (a2 * _k4))))))));
    }

    /// <summary>The distorted point and its Jacobian (xx = ∂x′/∂x, xy = ∂x′/∂y, …).</summary>
    private void Brown(double x, double y, out double imageX, out double imageY, out double xx, out double xy, out double yx, out double yy)
    {
        double r2 = (x * x) + (y * y);
        double radial = 1 + (r2 * (_k1 + (r2 * (_k2 + (r2 * _k3)))));
        double radialSlope = _k1 + (r2 * ((2 * _k2) + (r2 * 3 * _k3))); // per r²
        imageX = (x * radial) + (2 * _p1 * x * y) + (_p2 * (r2 + (2 * x * x)));
        imageY = (y * radial) + (_p1 * (r2 + (2 * y * y))) + (2 * _p2 * x * y);
        xx = radial + (2 * x * x * radialSlope) + (2 * _p1 * y) + (6 * _p2 * x);
        xy = (2 * x * y * radialSlope) + (2 * _p1 * x) + (2 * _p2 * y);
        yx = xy;
        yy = radial + (2 * y * y * radialSlope) + (6 * _p1 * y) + (2 * _p2 * x);
    }

    private double FindMaxAngle()
    {
        if (_model == DistortionModel.None)
        {
            return MaxAngle;
        }

        double reached = 0;
        for (int i = 1; i <= LimitSteps; i++)
        {
            double angle = MaxAngle * i / LimitSteps;
            double slope;
            if (_model == DistortionModel.KannalaBrandt)
            {
                _ = Fisheye(angle, out slope);
            }
            else
            {
                double r2 = Math.Pow(Math.Tan(angle), 2);
                slope = 1 + (r2 * ((3 * _k1) + (r2 * ((5 * _k2) + (r2 * 7 * _k3)))));
            }

            if (!(slope > 0))
            {
                break;
            }

            reached = angle;
        }

        return reached;
    }
}
