using System.Numerics;

namespace Simulation.Roads;

/// <summary>The reference line of a road: curvature, grade and super-elevation over its length, integrated once.</summary>
/// <remarks>
/// Stations s in metres from <see cref="Start"/>; offsets d in metres, positive to the left of the direction of travel.
/// Immutable and thread safe.
/// </remarks>
public sealed class RoadPath
{
    private readonly Vector3[] _points;
    private readonly float[] _headings;
    private readonly float[] _curvatures;
    private readonly float[] _grades;

    // Slope across the road, positive where the left side is higher.
    private readonly float[] _banks;

    /// <param name="start">Station of the first sample.</param>
    /// <param name="curvatures">1/m, one value a metre.</param>
    /// <param name="grades">Rise over run, one value a metre.</param>
    /// <param name="bankPerCurvature">Super-elevation (slope) for each 1/m of curvature, limited to ±<paramref name="maximumBank"/>.</param>
    /// <param name="maximumBank">Largest super-elevation, slope.</param>
    public RoadPath(float start, float[] curvatures, float[] grades, float bankPerCurvature, float maximumBank)
    {
        Start = start;
        int count = curvatures.Length;
        _points = new Vector3[count];
        _headings = new float[count];
        _curvatures = curvatures;
        _grades = grades;
        _banks = new float[count];
        double x = start;
        double y = 0;
        double z = 0;
        double heading = 0;
        for (int i = 0; i < count; i++)
        {
            _points[i] = new Vector3((float)x, (float)y, (float)z);
            _headings[i] = (float)heading;
            _banks[i] = -Math.Clamp(curvatures[i] * bankPerCurvature, -maximumBank, maximumBank);
            double middle = heading + (0.5 * curvatures[i]);
            x += Math.Cos(middle);
            y += Math.Sin(middle);
            z += grades[i];
            heading += curvatures[i];
        }
    }

    public float Start { get; }

    public float End => Start + _points.Length - 2;

    public float CurvatureAt(float s) => Sample(_curvatures, s);

    public float HeadingAt(float s) => Sample(_headings, s);

    public RoadFrame FrameAt(float s)
    {
        (int i, float t) = Locate(s);
        float heading = _headings[i] + (t * (_headings[i + 1] - _headings[i]));
        float grade = _grades[i] + (t * (_grades[i + 1] - _grades[i]));
        float bank = _banks[i] + (t * (_banks[i + 1] - _banks[i]));
        Vector3 origin = Vector3.Lerp(_points[i], _points[i + 1], t);
        (float sin, float cos) = MathF.SinCos(heading);
        Vector3 forward = Vector3.Normalize(new Vector3(cos, sin, grade));
        Vector3 left = new(-sin, cos, bank);
        left = Vector3.Normalize(left - (forward * Vector3.Dot(forward, left)));
        float curvature = _curvatures[i] + (t * (_curvatures[i + 1] - _curvatures[i]));
        return new RoadFrame(origin, forward, left, Vector3.Cross(forward, left), heading, curvature);
    }

    /// <summary>The world point of road coordinates, on the plane of the carriageway.</summary>
    public Vector3 Point(float s, float d)
    {
        RoadFrame frame = FrameAt(s);
        return frame.Origin + (frame.Left * d);
    }

    private float Sample(float[] values, float s)
    {
        (int i, float t) = Locate(s);
        return values[i] + (t * (values[i + 1] - values[i]));
    }

    private (int Index, float Fraction) Locate(float s)
    {
        float position = Math.Clamp(s - Start, 0f, _points.Length - 1.001f);
        int index = (int)position;
        return (index, position - index);
    }
}
