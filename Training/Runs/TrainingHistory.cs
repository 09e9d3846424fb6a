using System.Globalization;
using ScottPlot;
using Training.Optimisation;
using Training.Validation;

namespace Training.Runs;

/// <summary>Losses and validation scores over the steps, as CSV files that a resumed run goes on with, and as pictures of them.</summary>
internal sealed class TrainingHistory
{
    private const int ChartWidth = 1100;
    private const int ChartHeight = 480;
    private const string LossHeader = "step,images,learningRate,classes,boxes,drivable,lanes";
    private const string ScoreHeader = "step,set,images,vehicleAp50,pedestrianAp50,twoWheelerAp50,vehicleRecall,vehiclePrecision,vehicleScore,drivableIoU,laneIoU,markedWithoutRoad";
    private readonly string _folder;
    private readonly string _losses;
    private readonly string _scores;

    /// <param name="folder">The run's folder.</param>
    /// <param name="step">Step at which the run goes on; later lines of an earlier run are dropped.</param>
    public TrainingHistory(string folder, long step)
    {
        _folder = folder;
        _losses = Path.Combine(folder, "losses.csv");
        _scores = Path.Combine(folder, "scores.csv");
        Begin(_losses, LossHeader, step);
        Begin(_scores, ScoreHeader, step);
    }

    public void Add(long step, long images, double learningRate, StepLoss loss) => File.AppendAllText(_losses, string.Create(
        CultureInfo.InvariantCulture, $"{step},{images},{learningRate:G6},{loss.Classes:G6},{loss.Boxes:G6},{loss.Drivable:G6},{loss.Lanes:G6}\n"));

    public void Add(long step, SetScore score) => File.AppendAllText(_scores, string.Create(
        CultureInfo.InvariantCulture,
        $"{step},{score.Set.Replace(',', '_')},{score.Images},{score.VehicleAp50:F4},{score.PedestrianAp50:F4},{score.TwoWheelerAp50:F4},{score.VehicleRecall:F4},{score.VehiclePrecision:F4},{score.VehicleScore:F4},{score.DrivableIoU:F4},{score.LaneIoU:F4},{score.MarkedWithoutRoad:F4}\n"));

    /// <summary>Draws losses.png and scores.png anew.</summary>
    public void Draw()
    {
        string[][] losses = Rows(_losses);
        Plot plot = new();
        foreach ((string name, int column) in (ReadOnlySpan<(string, int)>)[("classes", 3), ("boxes", 4), ("drivable area", 5), ("lane lines", 6)])
        {
            Line(plot, name, losses, column);
        }

        Save(plot, "step", "loss", "losses.png");
        Plot scores = new();
        foreach (IGrouping<string, string[]> set in Rows(_scores).GroupBy(row => row[1]))
        {
            foreach ((string name, int column) in (ReadOnlySpan<(string, int)>)[("vehicle AP50", 3), ("drivable IoU", 9), ("lane IoU", 10)])
            {
                Line(scores, $"{set.Key}: {name}", [.. set], column);
            }
        }

        Save(scores, "step", "score", "scores.png");
    }

    private void Save(Plot plot, string across, string up, string file)
    {
        plot.XLabel(across);
        plot.YLabel(up);
        _ = plot.ShowLegend(Edge.Right);
        _ = plot.SavePng(Path.Combine(_folder, file), ChartWidth, ChartHeight);
    }

    private static void Line(Plot plot, string name, string[][] rows, int column)
    {
        (double Step, double Value)[] points = [.. rows.Select(row => (Number(row[0]), Number(row[column]))).Where(point => double.IsFinite(point.Item2))];
        if (points.Length > 0)
        {
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(points.Select(point => point.Step).ToArray(), points.Select(point => point.Value).ToArray());
            line.LegendText = name;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Whole lines alone: a full disk may have cut one off.</summary>
    private static string[][] Rows(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        return [.. lines.Skip(1).Where(row => row.Length == lines[0].Length && row.All(cell => cell.Length > 0))];
    }

    private static void Begin(string path, string header, long step)
    {
        string[] kept = File.Exists(path) && step > 0 ? [.. Rows(path).Where(row => Number(row[0]) < step).Select(row => string.Join(',', row))] : [];
        File.WriteAllLines(path, [header, .. kept]);
    }
}
