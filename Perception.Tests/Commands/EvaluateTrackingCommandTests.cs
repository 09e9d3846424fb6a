using System.CommandLine;
using System.Text.Json;
using Evaluation;
using Evaluation.Range;
using Evaluation.Replay;
using Evaluation.Reports;
using Perception.Commands;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The tracking yardstick's commands on small truth worked out by hand.</summary>
public sealed class EvaluateTrackingCommandTests : IDisposable
{
    private const string Calibration = """
        P0: 721.5377 0 609.5593 0 0 721.5377 172.854 0 0 0 1 0
        P2: 721.5377 0 609.5593 0 0 721.5377 172.854 0 0 0 1 0
        R_rect 1 0 0 0 1 0 0 0 1
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tracking_OneSwitchAndOneMiss_JsonHasThem()
    {
        string truth = Truth();
        string results = Results(switchFrom: 5, missed: 8);

        string output = Run(0, "evaluate", "tracking", "--format", "kitti", "--ground-truth", truth, "--results", results, "--class", "car", "--json");

        JsonElement car = JsonDocument.Parse(output).RootElement.GetProperty("combined").GetProperty("car");
        Assert.Equal(1, car.GetProperty("IDSW").GetDouble());
        Assert.Equal(1, car.GetProperty("FN").GetDouble());
        Assert.Equal(0, car.GetProperty("FP").GetDouble());
        Assert.Equal(80, car.GetProperty("MOTA").GetDouble(), 6);
    }

    [Fact]
    public void Tracking_Report_IsHtmlWithTheCurveAndTheWorstMoments()
    {
        string path = _folder.At("report.html");

        Run(0, "evaluate", "tracking", "--format", "kitti", "--ground-truth", Truth(), "--results", Results(5, 8), "--class", "car", "--report", path);

        string html = File.ReadAllText(path);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("data:image/png;base64,", html, StringComparison.Ordinal);
        Assert.Contains("HOTA", html, StringComparison.Ordinal);
        Assert.Contains("<td>5</td>", html, StringComparison.Ordinal);
    }

    /// <summary>In frames 2 to 5 two results lie on the car; in frame 6 the second is alone.</summary>
    [Fact]
    public void Tracking_Report_TellsDoubledTracks()
    {
        string results = Results(switchFrom: 10, missed: 10);
        string second = string.Concat(Enumerable.Range(2, 4).Select(frame => $"\n{frame} 9 Car -1 -1 -10 579 177.7 643 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9"));
        File.AppendAllText(Path.Combine(results, "0000.txt"), second + "\n6 9 Car -1 -1 -10 900 177.7 964 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9");
        string path = _folder.At("report.html");

        Run(0, "evaluate", "tracking", "--format", "kitti", "--ground-truth", Truth(), "--results", results, "--class", "car", "--report", path);

        string html = File.ReadAllText(path);
        Assert.Contains("<td>2</td><td>4</td><td>result 9 doubles truth 1, which another follows</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>6</td><td>1</td><td>result 9 follows nothing</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("is missed", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracking_Kitti3DWithoutMetricBoxes_NamesSequenceAndTrack()
    {
        CommandException fault = Assert.Throws<CommandException>(() => Run(
            1, "evaluate", "tracking", "--format", "kitti3d", "--ground-truth", Truth(), "--results", Results(5, 8), "--class", "car"));

        Assert.Contains("0000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("3D box", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kitti")]
    [InlineData("kitti3d")]
    public void Tracking_IdentityTwiceInAFrame_NamesFileAndFrame(string format)
    {
        string truth = Truth();
        string results = _folder.At("twice");
        string label = Path.Combine(truth, "label_02", "0000.txt");
        string line = File.ReadLines(label).First(line => line.StartsWith("4 ", StringComparison.Ordinal));
        string path = _folder.Write("twice/0000.txt", File.ReadAllText(label).TrimEnd() + "\n" + line + "\n");

        CommandException fault = Assert.Throws<CommandException>(() => Run(
            1, "evaluate", "tracking", "--format", format, "--ground-truth", truth, "--results", results, "--class", "car"));

        Assert.StartsWith($"{path}, frame 4: expected each identity once", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracking_Kitti3D_PrintsEachOverlap()
    {
        string output = Run(0, "evaluate", "tracking", "--format", "kitti3d", "--ground-truth", Truth(), "--results", Path.Combine(Truth(), "label_02"), "--class", "car", "--json");

        JsonElement car = JsonDocument.Parse(output).RootElement.GetProperty("combined").GetProperty("car");
        Assert.Equal(100, car.GetProperty("0.25").GetProperty("MOTA").GetDouble());
        Assert.Equal(100, car.GetProperty("0.7").GetProperty("MOTP").GetDouble());
    }

    [Theory]
    [InlineData("kitti", 1, "1 inverted or without area, 1 of a class")]
    [InlineData("kitti3d", 0, "1 of a class")]
    public void Tracking_ResultsInvertedOrOfUnknownClass_AreCountedAndTold(string format, int inverted, string told)
    {
        string truth = Truth();
        string[] odd = ["4 7 Car 0 0 0 641.6 238.8 577.6 177.7 1.53 1.6 3.88 9 1.65 20 -1.5708 1", "5 8 Carr 0 0 0 577.6 177.7 641.6 238.8 1.53 1.6 3.88 9 1.65 20 -1.5708 1"];
        string[] good = File.ReadAllLines(Path.Combine(truth, "label_02", "0000.txt"));
        string[] arguments = ["evaluate", "tracking", "--format", format, "--ground-truth", truth, "--class", "car", "--results", _folder.At("odd")];

        _folder.Write("odd/0000.txt", string.Join('\n', good));
        Assert.DoesNotContain("boxes in the results", Run(0, arguments), StringComparison.Ordinal);
        _folder.Write("odd/0000.txt", string.Join('\n', [.. good, .. odd]));

        Assert.EndsWith($"\nboxes in the results: {told} that the data set does not have\n", Run(0, arguments), StringComparison.Ordinal);
        JsonElement results = JsonDocument.Parse(Run(0, [.. arguments, "--json"])).RootElement.GetProperty("results");
        Assert.Equal((inverted, 1), (results.GetProperty("inverted").GetInt32(), results.GetProperty("unknownClass").GetInt32()));
    }

    [Theory]
    [InlineData("kitti")]
    [InlineData("kitti3d")]
    public void Tracking_TruthOfUnknownClass_IsCountedAndTold(string format)
    {
        string truth = Truth();
        string label = Path.Combine(truth, "label_02", "0000.txt");
        string results = Path.GetDirectoryName(_folder.Write("found/0000.txt", File.ReadAllText(label)))!;
        File.AppendAllText(label, "\n4 7 Lorry 0 0 0 577.6 177.7 641.6 238.8 1.53 1.6 3.88 9 1.65 20 -1.5708 1");
        string[] arguments = ["evaluate", "tracking", "--format", format, "--ground-truth", truth, "--class", "car", "--results", results];

        Assert.EndsWith("\nboxes in the truth: 1 of a class that the data set does not have\n", Run(0, arguments), StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(Run(0, [.. arguments, "--json"])).RootElement.GetProperty("truth").GetProperty("unknownClass").GetInt32());
    }

    [Fact]
    public void Compare_BudgetHeldAndBroken_ExitCodeTellsThem()
    {
        string before = _folder.Write("a.json", """{"combined":{"car":{"HOTA":80.0,"IDSW":3}}}""");
        string after = _folder.Write("b.json", """{"combined":{"car":{"HOTA":79.0,"IDSW":3}}}""");
        string held = _folder.Write("held.yaml", "budgets:\n  - figure: combined.car.HOTA\n    maximumDrop: 1.5\n");
        string broken = _folder.Write("broken.yaml", "budgets:\n  - figure: combined.car.HOTA\n    maximumDrop: 0.5\n");

        string output = Run(0, "evaluate", "compare", before, after, "--budget", held);
        Assert.Contains("combined.car.HOTA", output, StringComparison.Ordinal);
        Assert.DoesNotContain("IDSW", output, StringComparison.Ordinal);
        Run(2, "evaluate", "compare", before, after, "--budget", broken);
    }

    [Fact]
    public void Compare_SmallChanges_AreShown()
    {
        string before = _folder.Write("a.json", """{"rate":0.00012,"share":0.8123,"same":0.00031,"large":5,"fallen":0.0002}""");
        string after = _folder.Write("b.json", """{"rate":0.00034,"share":0.8121,"same":0.00031,"large":7.25,"fallen":0}""");

        string[] lines = Run(0, "evaluate", "compare", before, after).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["fallen 2e-4 0 -2e-4", "large 5 7.25 +2.25", "rate 1.2e-4 3.4e-4 +2.2e-4", "share 0.8123 0.8121 -2e-4"],
            lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void Compare_BudgetsOfTheDocument_BoundTheSecondRunAndTheChange()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tracking.md"));
        string budgets = _folder.Write("budgets.yaml", "budgets:" + document.Split("```yaml\nbudgets:", 2)[1].Split("```", 2)[0]);
        string before = _folder.Write("a.json", """{"combined": {"car": {"HOTA": 82, "IDSW": 17}}}""");
        string after = _folder.Write("b.json", """{"combined": {"car": {"HOTA": 81, "IDSW": 21}}}""");

        Run(0, "evaluate", "compare", before, before, "--budget", budgets);
        string output = Run(2, "evaluate", "compare", before, after, "--budget", budgets);

        Assert.Contains("combined.car.HOTA: expected a drop of at most 0.5, found 1", output, StringComparison.Ordinal);
        Assert.Contains("combined.car.IDSW: expected at most 20, found 21", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_ListsOfFigures_AreToldByTheirKeysOrPlaces()
    {
        string before = _folder.Write("a.json", """{"range":{"car":[{"from":0,"to":80,"absRel":0.04},{"from":0,"to":20,"absRel":0.03}]},"nets":[{"name":"one","ap":0.5}],"plain":[1,2]}""");
        string after = _folder.Write("b.json", """{"range":{"car":[{"from":0,"to":20,"absRel":0.06},{"from":0,"to":80,"absRel":0.05}]},"nets":[{"name":"one","ap":0.7}],"plain":[1,3]}""");
        string budget = _folder.Write("budget.yaml", "budgets:\n  - figure: range.car.0-20.absRel\n    maximum: 0.05\n");

        string[] lines = Run(0, "evaluate", "compare", before, after).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["nets.one.ap", "plain.1", "range.car.0-20.absRel", "range.car.0-80.absRel"], lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("range.car.0-20.absRel: expected at most 0.05, found 0.06", Run(2, "evaluate", "compare", before, after, "--budget", budget), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", "expected each figure once, found a twice")]
    [InlineData("""{"a":{"c":1},"a":{"b":1}}""", "expected each figure once, found a twice")]
    [InlineData("[1,2]", "expected a JSON object of figures")]
    [InlineData("3", "expected a JSON object of figures")]
    [InlineData("null", "expected a JSON object of figures")]
    [InlineData("", "expected JSON")]
    [InlineData("""{"other":1}""", "expected figures that both have, found none of 1 and 1")]
    public void Compare_FileWithoutFiguresToCompare_SaysWhatIsExpected(string text, string expected)
    {
        string before = _folder.Write("a.json", """{"a":1}""");
        string after = _folder.Write("b.json", text);

        CommandException fault = Assert.Throws<CommandException>(() => Run(1, "evaluate", "compare", before, after));

        Assert.Contains(after, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("budgets:\n  - figure: a\n", "expected minimum, maximum, maximumDrop or maximumRise beside it, found none for a")]
    [InlineData("budgets:\n  - figure: a\n    minimum: .nan\n", "minimum expected a finite number, found .nan")]
    [InlineData("budgets:\n  - figure: a\n    minimum: 3\n    maximum: 2.5\n", "minimum expected at most the maximum 2.5, found 3")]
    [InlineData("budgets:\n  - minimum: 3\n", "figure' is missing")]
    [InlineData("budgets:\n  - figure: a\n    least: 3\n", "unknown key 'budgets[0].least', expected one of figure, maximum")]
    [InlineData("budgets:\n", "budgets expected a list, found nothing")]
    [InlineData("budgets: []\n", "budgets expected at least one, found none")]
    [InlineData("", "found an empty file")]
    [InlineData(null, "expected a file of budgets, found none")]
    public void Compare_BudgetsThatBoundNothing_SayWhatIsExpected(string? text, string expected)
    {
        string figures = _folder.Write("a.json", """{"a":1}""");
        string budgets = text is null ? _folder.At("budget.yaml") : _folder.Write("budget.yaml", text);

        CommandException fault = Assert.Throws<CommandException>(() => Run(1, "evaluate", "compare", figures, figures, "--budget", budgets));

        Assert.StartsWith(budgets, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Range_CarStraightAhead_IsWithinItsClassesSpread()
    {
        string truth = Truth();
        _folder.Write("kitti/calib/0000.txt", Calibration);

        string output = Run(0, "evaluate", "range", "--ground-truth", truth, "--json");

        JsonElement all = JsonDocument.Parse(output).RootElement.GetProperty("range").GetProperty("car")[0];
        Assert.Equal(10, all.GetProperty("boxes").GetInt32());
        Assert.InRange(all.GetProperty("absRel").GetDouble(), 0, 0.1);
    }

    [Fact]
    public void Range_BandWithoutBoxes_HasNoFigures()
    {
        RangeBand[] bands = [RangeBand.Of(0, 10, [])];

        JsonElement band = JsonDocument.Parse(RangeReportText.Json("car", bands)).RootElement.GetProperty("range").GetProperty("car")[0];

        Assert.Equal(0, band.GetProperty("boxes").GetInt32());
        Assert.All(["absRel", "bias", "nearestAbsRel", "lateral", "inside1Sigma", "nees"], (string figure) => Assert.Equal(JsonValueKind.Null, band.GetProperty(figure).ValueKind));
        Assert.Equal(["0-10", "m", "0", .. Enumerable.Repeat("-", 8)], RangeReportText.Table("car", bands).Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Range_SimulatedDrive_CountsItsVehicles()
    {
        string output = Run(0, "evaluate", "range", "--ground-truth", Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in"), "--json");

        JsonElement all = JsonDocument.Parse(output).RootElement.GetProperty("range").GetProperty("car")[0];
        Assert.InRange(all.GetProperty("boxes").GetInt32(), 300, 5000);
        Assert.InRange(all.GetProperty("absRel").GetDouble(), 0.01, 0.15);
    }

    [Fact]
    public void Range_DriveWithUnknownDetections_SaysWhatIsExpected()
    {
        CommandException fault = Assert.Throws<CommandException>(() => Run(
            1, "evaluate", "range", "--ground-truth", Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in"), "--detections", "label_02"));

        Assert.Contains("truth or coarse", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 1 Car -1 -1 -10 nan 177.7 641.6 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9", "line 1: expected a finite number in field 7, found \"nan\"")]
    [InlineData("4.5 1 Car -1 -1 -10 577.6 177.7 641.6 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9", "line 1: expected a whole number in field 1, found \"4.5\"")]
    public void Tracking_LineThatCannotBe_IsNamed(string line, string expected)
    {
        string truth = Truth();
        _folder.Write("results/0000.txt", line);

        CommandException fault = Assert.Throws<CommandException>(() => Run(
            1, "evaluate", "tracking", "--format", "kitti", "--ground-truth", Path.Combine(truth, "label_02"), "--results", _folder.At("results")));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kitti_SecondDetectionsAreNotThere_SaysSo()
    {
        string truth = Truth();
        _folder.Write("kitti/det/0000.txt", "0 1 Car 0 0 0 577.6 177.7 641.6 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9");

        EvaluationException fault = Assert.Throws<EvaluationException>(() => KittiReplay.Read(truth, ["det", "dett"], ReplayConfigurations.Kitti));

        Assert.Equal($"{_folder.At("kitti/dett")}: expected a folder of detections, found none.", fault.Message);
    }

    [Fact]
    public void Kitti_NeitherCalibrationNorPoses_SaysSo()
    {
        string truth = Truth();
        using StringWriter output = new();
        RootCommand root = new() { TrackCommand.Create() };

        int code = root.Parse(["track", "kitti", truth, "--detections", "label_02", "--out", _folder.At("tracked")]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, code);
        Assert.Equal("0000: 10 frames, 10 boxes, 1 tracks, no calibration, no poses", output.ToString().Trim());
    }

    [Fact]
    public void Kitti_SeqmapsOfTrainingAndTest_TrainingCounts()
    {
        string truth = Truth();
        _folder.Write("kitti/det/0000.txt", "0 1 Car 0 0 0 577.6 177.7 641.6 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9");
        _folder.Write("kitti/evaluate_tracking.seqmap.test", "0000 empty 000000 000257\n");
        _folder.Write("kitti/evaluate_tracking.seqmap.training", "0000 empty 000000 000010\n");

        Assert.Equal(10, Assert.Single(KittiReplay.Read(truth, ["det"], ReplayConfigurations.Kitti)).Frames.Count);
    }

    [Fact]
    public void Kitti_SeveralSeqmapsNoneForTraining_NamesThem()
    {
        string truth = Truth();
        _folder.Write("kitti/a.seqmap.test", "0000 empty 000000 000257\n");
        _folder.Write("kitti/b.seqmap.val", "0000 empty 000000 000010\n");

        EvaluationException fault = Assert.Throws<EvaluationException>(() => KittiReplay.Read(truth, ["label_02"], ReplayConfigurations.Kitti));

        Assert.Contains("a.seqmap.test", fault.Message, StringComparison.Ordinal);
        Assert.Contains("b.seqmap.val", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Motion_SimulatedDrive_SeesItPitch()
    {
        string output = Run(0, "evaluate", "motion", Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in"), "--json");

        JsonElement score = JsonDocument.Parse(output).RootElement;
        Assert.Equal("truth", score.GetProperty("reference").GetString());
        Assert.Equal(219, score.GetProperty("steps").GetInt32());
        Assert.InRange(score.GetProperty("known").GetInt32(), 210, 219);
        Assert.InRange(score.GetProperty("pitchError").GetDouble(), 0, score.GetProperty("pitchMotion").GetDouble() / 3);
    }

    [Fact]
    public void Motion_VideoWithoutCalibration_SaysWhatIsExpected()
    {
        CommandException fault = Assert.Throws<CommandException>(() => Run(1, "evaluate", "motion", Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in", "front.mp4")));

        Assert.Contains("expected a drive with a calibration", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A car 1.53 m high whose near face is 18.06 m ahead of a level camera 1.65 m above the road, for ten frames.</summary>
    private string Truth()
    {
        const string line = "1 Car 0 0 0 577.6 177.7 641.6 238.8 1.53 1.6 3.88 0 1.65 20 -1.5708 1";
        _folder.Write("kitti/label_02/0000.txt", string.Join('\n', Enumerable.Range(0, 10).Select(frame => $"{frame} {line}")));
        return _folder.At("kitti");
    }

    private string Results(int switchFrom, int missed)
    {
        IEnumerable<string> lines = Enumerable.Range(0, 10).Where(frame => frame != missed).Select(frame =>
            $"{frame} {(frame < switchFrom ? 1 : 2)} Car -1 -1 -10 577.6 177.7 641.6 238.8 -1 -1 -1 -1000 -1000 -1000 -10 0.9");
        _folder.Write("results/0000.txt", string.Join('\n', lines));
        return _folder.At("results");
    }

    private static string Run(int expected, params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        RootCommand root = new() { EvaluateCommand.Create() };
        int code = root.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        Assert.Equal(expected, code);
        return output.ToString();
    }
}
