using System.Globalization;
using Evaluation.Tracking;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation;

/// <summary>The yardstick against TrackEval's printed figures (commit 12c8791) on the same files.</summary>
public sealed class TrackingReferenceTests
{
    [Theory]
    [InlineData("BYTE_rrc", "car", "75.254 74.576 76.352 87.793 85.884 89.325", 139, 185, 1891)]
    [InlineData("OCSORT_rrc_t04", "car", "77.038 76.214 78.012 91.062 83.462 87.980", 53, 22, 2520)]
    [InlineData("BYTE_rrc", "pedestrian", "53.995 50.895 57.445 79.404 59.682 74.112", 10, 220, 303)]
    [InlineData("OCSORT_rrc_t04", "pedestrian", "54.077 49.764 58.828 80.659 59.153 75.763", 10, 156, 374)]
    public void Kitti_ReferenceFiles_EqualTrackEval(string results, string className, string shares, int switches, int ghosts, int missed)
    {
        string root = SharedFolder.Require("benchmarks/kitti_tracking");

        TrackingReport report = TrackingEvaluation.Kitti(root, Path.Combine(root, "reference", results), className);

        IReadOnlyDictionary<string, double> figures = report.Combined.Figures();
        Assert.Equal(shares, Print(figures, ["HOTA", "DetA", "AssA", "LocA", "MOTA", "IDF1"]));
        Assert.Equal(switches, figures["IDSW"]);
        Assert.Equal(ghosts, figures["FP"]);
        Assert.Equal(missed, figures["FN"]);
        Assert.Equal(10, report.Sequences.Count);
    }

    [Theory]
    [InlineData("BYTE", "54.768 63.366 65.880", 91)]
    [InlineData("OCSORT", "52.063 60.437 62.912", 100)]
    public void Mot_ReferenceFiles_EqualTrackEval(string results, string shares, int switches)
    {
        string root = SharedFolder.Require("benchmarks/mot17_half_val");

        TrackingReport report = TrackingEvaluation.Mot(Path.Combine(root, "gt"), Path.Combine(root, "reference", results));

        IReadOnlyDictionary<string, double> figures = report.Combined.Figures();
        Assert.Equal(shares, Print(figures, ["HOTA", "MOTA", "IDF1"]));
        Assert.Equal(switches, figures["IDSW"]);
    }

    private static string Print(IReadOnlyDictionary<string, double> figures, string[] names) =>
        string.Join(' ', names.Select(name => figures[name].ToString("F3", CultureInfo.InvariantCulture)));
}
