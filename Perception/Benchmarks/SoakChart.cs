using ScottPlot;

namespace Perception.Benchmarks;

/// <summary>Draws a soak's memory over its time.</summary>
public static class SoakChart
{
    private const int Width = 1000;
    private const int Height = 420;

    /// <param name="result">What was measured.</param>
    /// <param name="path">The PNG to write.</param>
    public static void Write(SoakResult result, string path)
    {
        double[] minutes = [.. result.Samples.Select(sample => sample.Elapsed.TotalMinutes)];
        using Plot plot = new();
        Add("resident memory", result.Samples.Select(sample => sample.ResidentMb));
        Add("of it the garbage collector's", result.Samples.Select(sample => sample.ManagedMb));
        plot.Axes.SetLimitsY(0, result.Samples.Max(sample => sample.ResidentMb) * 1.15);
        plot.XLabel("minutes");
        plot.YLabel("MB");
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(path, Width, Height);

        void Add(string name, IEnumerable<double> values)
        {
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(minutes, values.ToArray());
            line.LegendText = name;
            line.LineWidth = 2;
        }
    }
}
