using ScottPlot;

namespace Perception.Benchmarks;

/// <summary>Draws a sweep of <c>perceive bench scale</c>: what comes out, how late, and in how much memory.</summary>
internal static class ScalePlot
{
    private const int WidthPx = 1600;
    private const int HeightPx = 400;

    public static void Save(string path, ScaleResult result)
    {
        double[] cameras = [.. result.Cameras.Select(point => (double)point.Cameras)];
        Multiplot figure = new();
        figure.AddPlots(4);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Draw(figure.GetPlot(0), "frames a second", [("captured", point => point.FramesInPerSecond), ("in worlds", point => point.FramesOutPerSecond)]);
        Plot latency = Draw(figure.GetPlot(1), "capture to publish, ms", [("p50", point => point.P50Ms), ("p99, worst camera", point => point.P99Ms)]);
        latency.Add.HorizontalLine(3 * result.FramePeriodMs).LegendText = "3 frame periods";
        Draw(figure.GetPlot(2), "resident memory, MB", [("", point => point.RssMb)]);
        DrawSubscribers(figure.GetPlot(3), result.Subscribers);
        figure.SavePng(path, WidthPx, HeightPx);

        Plot Draw(Plot plot, string title, (string Name, Func<CameraScalePoint, double> Value)[] curves)
        {
            plot.Title(title);
            plot.XLabel("cameras");
            if (cameras.Length == 0)
            {
                return plot;
            }

            foreach ((string name, Func<CameraScalePoint, double> value) in curves)
            {
                plot.Add.Scatter(cameras, result.Cameras.Select(value).ToArray()).LegendText = name;
            }

            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(0, double.NaN);
            if (curves.Length > 1)
            {
                plot.ShowLegend(Alignment.UpperLeft);
            }

            return plot;
        }
    }

    private static void DrawSubscribers(Plot plot, SubscriberScale scale)
    {
        plot.Title("processor ms a frame");
        plot.XLabel("subscribers");
        if (scale.Points.Count == 0)
        {
            return;
        }

        plot.Add.Scatter(scale.Points.Select(point => (double)point.Subscribers).ToArray(), scale.Points.Select(point => point.CpuMsPerFrame).ToArray());
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, double.NaN);
    }
}
