using System.Globalization;
using Training.Optimisation;
using Training.Samples;
using Training.Shipping;
using Training.Validation;

namespace Training.Runs;

/// <summary>What a run knows of the network that it made; the rest of the card is for people to add.</summary>
internal static class RunCard
{
    private const string ToBeNamed = "to be named";

    public static ModelCard Of(FrameStore store, TrainingOptions options, TrainingState state, IReadOnlyList<SetScore> scores) => new()
    {
        Summary = "A three-in-one network for driving cameras: objects, drivable area and lane lines.",
        DataSets =
        [
            .. store.Training.Select(set => new CardDataSet(Name(set.Source.Folder), ToBeNamed, ToBeNamed, $"training, weight {Text(set.Source.Weight)}, late {Text(set.Source.LateWeight)}", set.Frames.Length)),
            .. store.Validation.Select(set => new CardDataSet(set.Name, ToBeNamed, ToBeNamed, "validation, whole scenes", set.Frames.Length)),
        ],
        Settings =
        [
            new("steps", Text(state.Step)), new("images seen", Text(state.Images)), new("minutes", Text(Math.Round(state.Seconds / 60))), new("batch", Text(options.Batch)),
            new("sizes", $"{options.FirstSize.Width}x{options.FirstSize.Height}, then {options.Size.Width}x{options.Size.Height}"),
            new("parts", string.Join(", ", options.Parts).ToLowerInvariant()), new("learning rate", Text(options.LearningRate)), new("seed", Text(state.Seed)), new("convolutions", options.HalfPrecision ? "bfloat16" : "float32"),
        ],
        Metrics = [.. scores.SelectMany(Metrics)],
    };

    private static IEnumerable<CardMetric> Metrics(SetScore score) =>
        new (string Row, double Value)[]
        {
            ("vehicle AP50", score.VehicleAp50), ("vehicle recall at IoU 0.5", score.VehicleRecall), ("vehicle precision", score.VehiclePrecision), ("at score", score.VehicleScore),
            ("pedestrian AP50", score.PedestrianAp50), ("two-wheeler AP50", score.TwoWheelerAp50), ("drivable IoU", score.DrivableIoU), ("lane IoU, 2 px", score.LaneIoU),
            ("pixels marked without road", score.MarkedWithoutRoad),
        }.Where(metric => !double.IsNaN(metric.Value)).Select(metric => new CardMetric($"{score.Set}, {score.Images} images", metric.Row, metric.Value.ToString("F3", CultureInfo.InvariantCulture)));

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
