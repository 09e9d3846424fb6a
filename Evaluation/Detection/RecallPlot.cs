using ScottPlot;

namespace Evaluation.Detection;

/// <summary>Draws precision-recall curves.</summary>
public static class RecallPlot
{
    private const int WidthPx = 800;
    private const int HeightPx = 600;

    /// <summary>Writes a PNG with one curve a class.</summary>
    public static void Save(string path, string title, IEnumerable<(string Name, IReadOnlyList<RecallPoint> Curve)> curves)
    {
        using Plot plot = new();
        foreach ((string name, IReadOnlyList<RecallPoint> curve) in curves)
        {
            plot.Add.ScatterLine(curve.Select(point => point.Recall).ToArray(), curve.Select(point => point.Precision).ToArray()).LegendText = name;
        }

        plot.Title(title);
        plot.XLabel("recall");
        plot.YLabel("precision");
        plot.Axes.SetLimits(0, 1, 0, 1.02);
        plot.ShowLegend(Alignment.LowerLeft);
        plot.SavePng(path, WidthPx, HeightPx);
    }
}
