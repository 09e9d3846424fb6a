namespace Fusion.Lanes;

/// <summary>
/// Reduces a closed outline to few vertices: Douglas–Peucker, split where the outline departs most, until every departure
/// is within the tolerance or the vertices are used up (Douglas &amp; Peucker 1973, best first).
/// </summary>
internal sealed class PolygonReducer(int maxVertices)
{
    private readonly int[] _vertices = new int[maxVertices];
    private readonly int[] _farthest = new int[maxVertices];
    private readonly double[] _departure = new double[maxVertices];
    private int _count;

    /// <param name="outline">The closed outline's corners in order; the last joins the first.</param>
    /// <param name="tolerance">Greatest distance of a left-out corner from the polygon, in the outline's units.</param>
    /// <returns>Indices of the corners that are kept, in order; valid until the next call.</returns>
    public ReadOnlySpan<int> Reduce(ReadOnlySpan<OutlineCorner> outline, double tolerance)
    {
        if (outline.Length <= 3)
        {
            _count = outline.Length;
            for (int i = 0; i < _count; i++)
            {
                _vertices[i] = i;
            }

            return _vertices.AsSpan(0, _count);
        }

        _count = 2;
        _vertices[0] = 0;
        _vertices[1] = FarthestFrom(outline, 0);
        Measure(outline, 0);
        Measure(outline, 1);
        while (_count < maxVertices)
        {
            int worst = 0;
            for (int i = 1; i < _count; i++)
            {
                worst = _departure[i] > _departure[worst] ? i : worst;
            }

            if (_departure[worst] <= tolerance)
            {
                break;
            }

            Split(outline, worst);
        }

        return _vertices.AsSpan(0, _count);
    }

    private void Split(ReadOnlySpan<OutlineCorner> outline, int edge)
    {
        int vertex = _farthest[edge];
        for (int i = _count; i > edge + 1; i--)
        {
            _vertices[i] = _vertices[i - 1];
            _farthest[i] = _farthest[i - 1];
            _departure[i] = _departure[i - 1];
        }

        _vertices[edge + 1] = vertex;
        _count++;
        Measure(outline, edge);
        Measure(outline, edge + 1);
    }

    /// <summary>Finds the corner between a vertex and the next that departs most from the edge between them.</summary>
    private void Measure(ReadOnlySpan<OutlineCorner> outline, int edge)
    {
        int from = _vertices[edge];
        int to = edge + 1 < _count ? _vertices[edge + 1] : outline.Length;
        OutlineCorner a = outline[from];
        OutlineCorner b = outline[to % outline.Length];
        double dx = b.Column - a.Column;
        double dy = b.Row - a.Row;
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        _departure[edge] = 0;
        _farthest[edge] = from;
        for (int i = from + 1; i < to; i++)
        {
            double x = outline[i].Column - a.Column;
            double y = outline[i].Row - a.Row;
            double departure = length > 0 ? Math.Abs((dx * y) - (dy * x)) / length : Math.Sqrt((x * x) + (y * y));
            if (departure > _departure[edge])
            {
                _departure[edge] = departure;
                _farthest[edge] = i;
            }
        }
    }

    private static int FarthestFrom(ReadOnlySpan<OutlineCorner> outline, int index)
    {
        int farthest = 1;
        double most = -1;
        for (int i = 1; i < outline.Length; i++)
        {
            double x = outline[i].Column - outline[index].Column;
            double y = outline[i].Row - outline[index].Row;
            double square = (x * x) + (y * y);
            if (square > most)
            {
                most = square;
                farthest = i;
            }
        }

        return farthest;
    }
}
