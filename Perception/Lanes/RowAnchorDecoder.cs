using Perception.Inference;
using Sensors.Calibration;

namespace Perception.Lanes;

/// <summary>
/// Decodes row-anchor lanes (UFLD v2): where each line crosses given rows and columns, as a classification over grid cells.
/// </summary>
/// <remarks>
/// Outputs: location by row [1, grid, rows, lines], by column [1, grid, columns, lines], existence by row [1, 2, rows, lines]
/// and by column [1, 2, columns, lines], all logits. A location is the softmax mean of the best cell and its neighbours.
/// Parameters: <c>rowAnchors</c> [first, last] as shares of the source height, evenly spaced; <c>columnAnchors</c> likewise of
/// the width (default [0, 1]); <c>rowLines</c> and <c>columnLines</c>, the lines read by rows and by columns; <c>neighbours</c>
/// (default 1); <c>rowShare</c> (default 0.5) and <c>columnShare</c> (default 0.25), the share of anchors that a line must have.
/// Source: Qin et al., Ultra Fast Deep Lane Detection with Hybrid Anchor Driven Ordinal Classification, 2022.
/// </remarks>
public sealed class RowAnchorDecoder : ILaneCurveDecoder
{
    private const int RowLocations = 0;
    private const int ColumnLocations = 1;
    private const int RowExistence = 2;
    private const int ColumnExistence = 3;

    private readonly Axis _rows;
    private readonly Axis _columns;
    private readonly int _neighbours;

    /// <exception cref="ManifestException">The manifest's outputs or parameters are not those of UFLD v2.</exception>
    public RowAnchorDecoder(NetworkManifest manifest)
    {
        DecoderParameters parameters = new(manifest);
        _rows = ReadAxis(manifest, parameters, RowLocations, RowExistence, "row", [1, 2], 0.5);
        _columns = ReadAxis(manifest, parameters, ColumnLocations, ColumnExistence, "column", [0, 3], 0.25);
        _neighbours = (int)parameters.One("neighbours", 0, 100, 1);
        parameters.Finish();
    }

    public LaneCurveSet CreateCurves() =>
        new(_rows.Lines.Length + _columns.Lines.Length, Math.Max(_rows.Anchors.Length, _columns.Anchors.Length));

    public void Decode(NetworkBinding binding, LaneCurveSet curves)
    {
        for (int output = RowLocations; output <= ColumnExistence; output++)
        {
            FiniteCheck.Require(binding, output);
        }

        curves.Clear();
        foreach (int line in _rows.Lines)
        {
            DecodeLine(binding, _rows, line, isRow: true, curves);
        }

        foreach (int line in _columns.Lines)
        {
            DecodeLine(binding, _columns, line, isRow: false, curves);
        }
    }

    private static Axis ReadAxis(NetworkManifest manifest, DecoderParameters parameters, int locations, int existence, string name, int[] lines, double share)
    {
        TensorContract location = DecoderContract.Output(manifest, "row-anchors", locations, 1, DecoderContract.Any, DecoderContract.Any, DecoderContract.Any);
        _ = DecoderContract.Output(manifest, "row-anchors", existence, 1, 2, location.Shape[2], location.Shape[3]);
        double[] ends = parameters.Numbers(name + "Anchors", 0, 1, [0, 1]);
        if (ends.Length != 2)
        {
            throw new ManifestException($"{manifest.ManifestPath}: the parameter '{name}Anchors' expected [first, last], found {ends.Length} numbers.");
        }

        int[] chosen = parameters.Wholes(name + "Lines", 0, location.Shape[3] - 1, lines);
        if (Array.Exists(chosen, line => line >= location.Shape[3]))
        {
            throw new ManifestException(
                $"{manifest.ManifestPath}: the decoder row-anchors expected more than {chosen.Max()} lines in dimension 3 of {location.Name}, found {location}; '{name}Lines' chooses others.");
        }

        int count = location.Shape[2];
        double[] anchors = [.. Enumerable.Range(0, count).Select(i => ends[0] + ((ends[1] - ends[0]) * i / Math.Max(1, count - 1)))];
        return new Axis(
            locations,
            existence,
            location.Shape[1],
            location.Shape[3],
            anchors,
            chosen,
            parameters.One(name + "Share", 0, 1, share));
    }

    private void DecodeLine(NetworkBinding binding, Axis axis, int line, bool isRow, LaneCurveSet curves)
    {
        ReadOnlySpan<float> existence = binding.Output(axis.ExistenceOutput);
        ReadOnlySpan<float> locations = binding.Output(axis.LocationOutput);
        Letterbox letterbox = binding.Letterbox;
        int plane = axis.Anchors.Length * axis.AllLines;
        LaneCurve curve = curves.Start(0);
        double certainty = 0;
        for (int anchor = 0; anchor < axis.Anchors.Length; anchor++)
        {
            int cell = (anchor * axis.AllLines) + line;
            double margin = existence[plane + cell] - existence[cell];
            if (margin > 0)
            {
                double along = Location(locations, axis.Grid, plane, cell) / (axis.Grid - 1);
                double across = axis.Anchors[anchor];
                curve.Add(isRow
                    ? new Pixel(along * letterbox.SourceWidth, across * letterbox.SourceHeight)
                    : new Pixel(across * letterbox.SourceWidth, along * letterbox.SourceHeight));
                certainty += 1 / (1 + Math.Exp(-margin));
            }
        }

        if (curve.Count > axis.Share * axis.Anchors.Length)
        {
            curve.Score = (float)(certainty / curve.Count);
        }
        else
        {
            curves.DropLast();
        }
    }

    /// <summary>The softmax mean of the best grid cell and its neighbours, in cells, at the cell's centre.</summary>
    private double Location(ReadOnlySpan<float> locations, int grid, int plane, int cell)
    {
        int best = 0;
        for (int i = 1; i < grid; i++)
        {
            if (locations[(i * plane) + cell] > locations[(best * plane) + cell])
            {
                best = i;
            }
        }

        double sum = 0;
        double weighted = 0;
        for (int i = Math.Max(0, best - _neighbours); i <= Math.Min(grid - 1, best + _neighbours); i++)
        {
            double weight = Math.Exp(locations[(i * plane) + cell] - locations[(best * plane) + cell]);
            sum += weight;
            weighted += weight * i;
        }

        return (weighted / sum) + 0.5;
    }

    private sealed record Axis(int LocationOutput, int ExistenceOutput, int Grid, int AllLines, double[] Anchors, int[] Lines, double Share);
}
