namespace Perception.Lanes;

/// <summary>The lane lines of one frame, in buffers that are made once. Overwritten for each frame; not thread safe.</summary>
public sealed class LaneCurveSet
{
    private readonly LaneCurve[] _curves;
    private int _count;

    /// <param name="lines">The most lines of one frame.</param>
    /// <param name="points">The most points of one line.</param>
    public LaneCurveSet(int lines, int points)
    {
        _curves = [.. Enumerable.Range(0, lines).Select(_ => new LaneCurve(points))];
    }

    public ReadOnlySpan<LaneCurve> Curves => _curves.AsSpan(0, _count);

    internal void Clear() => _count = 0;

    /// <summary>Starts a line; <see cref="DropLast"/> takes it back.</summary>
    internal LaneCurve Start(float score)
    {
        LaneCurve curve = _curves[_count++];
        curve.Clear();
        curve.Score = score;
        return curve;
    }

    internal void DropLast() => _count--;
}
