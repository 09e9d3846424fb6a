using System.Globalization;
using Perception.Commands;
using Spectre.Console;
using Training.Optimisation;
using Training.Runs;
using Training.Validation;

namespace Training.Commands;

/// <summary>Shows a training's progress: a bar in a terminal, a line twice a minute elsewhere; each validation as a table.</summary>
internal sealed class ProgressView(TimeProvider clock)
{
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(30);
    private readonly long _began = clock.GetTimestamp();
    private long _shown = clock.GetTimestamp();
    private long _firstImages = -1;
    private IReadOnlyList<SetScore> _scores = [];

    /// <summary>Runs a training beside the bar.</summary>
    public static TrainingResult Run(TimeProvider clock, Func<Action<TrainingProgress>, TrainingResult> train)
    {
        ProgressView view = new(clock);
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            return train(view.ShowPlain);
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("training");
                return train(progress =>
                {
                    view.ShowScores(progress);
                    bar.MaxValue = Math.Max(1, progress.State.Steps);
                    bar.Value = progress.State.Steps == 0 ? 0 : progress.State.Step;
                    bar.Description = view.Status(progress);
                });
            });
    }

    /// <summary>Scores of several sets as a table.</summary>
    public static Table TableOf(IReadOnlyList<SetScore> scores)
    {
        Table table = new Table().Border(TableBorder.Minimal);
        foreach (string title in (ReadOnlySpan<string>)["set", "images", "vehicle AP50", "recall", "precision", "at score", "pedestrian AP50", "two-wheeler AP50", "drivable IoU", "lane IoU", "marked without road"])
        {
            _ = table.AddColumn(new TableColumn(title));
        }

        foreach (SetScore score in scores)
        {
            _ = table.AddRow(
            [
                Markup.Escape(score.Set), score.Images.ToString(CultureInfo.InvariantCulture), Text(score.VehicleAp50), Text(score.VehicleRecall), Text(score.VehiclePrecision), Text(score.VehicleScore),
                Text(score.PedestrianAp50), Text(score.TwoWheelerAp50), Text(score.DrivableIoU), Text(score.LaneIoU), Text(score.MarkedWithoutRoad),
            ]);
        }

        return table;
    }

    private static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString("F3", CultureInfo.InvariantCulture);

    private void ShowPlain(TrainingProgress progress)
    {
        ShowScores(progress);
        if (clock.GetElapsedTime(_shown) >= PlainEvery)
        {
            _shown = clock.GetTimestamp();
            Console.WriteLine(Status(progress));
        }
    }

    private void ShowScores(TrainingProgress progress)
    {
        if (!ReferenceEquals(progress.Scores, _scores))
        {
            _scores = progress.Scores;
            ConsoleTable.Write(TableOf(_scores));
        }
    }

    private string Status(TrainingProgress progress)
    {
        TrainingState state = progress.State;
        if (_firstImages < 0)
        {
            _firstImages = state.Images;
        }

        double speed = (state.Images - _firstImages) / Math.Max(1e-3, clock.GetElapsedTime(_began).TotalSeconds);
        string steps = state.Steps == 0 ? "planning" : $"{state.Step}/{state.Steps}";
        StepLoss loss = progress.Loss;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {steps}  {speed:F1} images/s  loss: classes {loss.Classes:F3} boxes {loss.Boxes:F3} drivable {loss.Drivable:F3} lanes {loss.Lanes:F3}");
    }
}
