using Sensors.Calibration;

namespace Perception.Lanes;

/// <summary>One lane line as a network draws it, before any smoothing in time. Owned by a <see cref="LaneCurveSet"/>.</summary>
public sealed class LaneCurve
{
    private readonly Pixel[] _points;

    internal LaneCurve(int capacity) => _points = new Pixel[capacity];

    /// <summary>Source image pixels, along the line.</summary>
    public ReadOnlySpan<Pixel> Points => _points.AsSpan(0, Count);

    /// <summary>Confidence that the line is there, 0 to 1.</summary>
    public float Score { get; internal set; }

    internal int Count { get; private set; }

    internal void Clear() => Count = 0;

    internal void Add(Pixel point) => _points[Count++] = point;
}
