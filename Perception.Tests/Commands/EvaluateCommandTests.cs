using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Evaluation;
using Perception.Commands;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

public sealed class EvaluateCommandTests
{
    [Fact]
    public void Detection_KittiObject_ReportsCarsAndDrawsTheCurve()
    {
        string truth = SharedFolder.Require("benchmarks/kitti_object");
        string folder = Directory.CreateTempSubdirectory("perception-tests-").FullName;

        string output = Run("evaluate", "detection", truth, "--ground-truth", "kitti", "--models", SharedFolder.Require("models"), "--detector", "yolox_nano_256x448", "--curve", Path.Combine(folder, "curve.png"));

        string[] car = output.Split('\n').Single(line => line.Contains(" Car ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("92", car[2]);
        Assert.InRange(double.Parse(car[3], CultureInfo.InvariantCulture), 65, 75);
        Assert.True(new FileInfo(Path.Combine(folder, "curve.yolox_nano_256x448.png")).Length > 1000);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Drivable_CamVid_ReportsTheRoad()
    {
        string output = Run("evaluate", "drivable", SharedFolder.Require("benchmarks/camvid"), "--lanes", "prototype_tritask_256x448");

        string[] row = output.Split('\n').Single(line => line.StartsWith("prototype", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(double.Parse(row[1], CultureInfo.InvariantCulture), 70, 82);
    }

    [Fact]
    public void Lanes_TuSimple_ReportsBothBenchmarks()
    {
        string output = Run("evaluate", "lanes", SharedFolder.Require("benchmarks/lanes/tusimple_512x288_10/label_data.json"), "--lanes", "prototype_tritask_256x448");

        Assert.Contains("10 images", output, StringComparison.Ordinal);
        string[] row = output.Split('\n').Single(line => line.StartsWith("prototype", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(double.Parse(row[1], CultureInfo.InvariantCulture), 50, 100);
    }

    [Fact]
    public void Detection_ClassesThatNobodyKnows_AreToldAndAloneRefused()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("images"));
        File.Copy(SharedFolder.Require("benchmarks/camvid/image/0001TP_008550.jpg"), folder.At("images", "a.jpg"));
        folder.Write("classes.txt", "car\nlorry\npick_up\n");
        folder.Write("labels/a.txt", "0 0.5 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.2\n2 0.5 0.5 0.2 0.2\n2 0.4 0.5 0.2 0.2\n");
        string[] arguments = ["evaluate", "detection", folder.Path, "--ground-truth", "yolo", "--detector", "tritask_288x512"];

        string output = Run(arguments);
        folder.Write("classes.txt", "van_of_mine\nlorry\npick_up\n");
        EvaluationException fault = Assert.Throws<EvaluationException>(() => Run(arguments));

        Assert.EndsWith("\nleft out, of class names that are not known: pick up (2), lorry (1) boxes\n", output, StringComparison.Ordinal);
        Assert.Equal($"{folder.Path}: expected truth of a class that one of the networks finds, found only pick up (2), lorry (1), van of mine (1).", fault.Message);
    }

    [Theory]
    [InlineData("drivable", "  drivable: [1, 3]\n", "a drivable mask")]
    [InlineData("lanes", "  laneLines: [3]\n", "lane lines")]
    public void Evaluate_NetworkWithoutWhatIsScored_IsRefusedWhereItIsNamedAndElseLeftOut(string kind, string outputs, string expected)
    {
        using TemporaryFolder folder = new();
        string manifest = File.ReadAllText(Path.Combine(Repository.Root, "models", "road_segmentation_adas_0001_256x448.yaml"));
        Assert.Contains(outputs, manifest, StringComparison.Ordinal);
        folder.Write("networks/half.yaml", manifest.Replace("name: road_segmentation_adas_0001_256x448", "name: half", StringComparison.Ordinal).Replace(outputs, "", StringComparison.Ordinal));
        File.CreateSymbolicLink(folder.At("networks", "road_segmentation_adas_0001_256x448.onnx"), Path.Combine(SharedFolder.Require("models"), "road_segmentation_adas_0001_256x448.onnx"));
        string data = kind == "lanes" ? OneLaneImage(folder) : OneRoadImage(folder);
        string[] arguments = ["evaluate", kind, data, "--models", folder.At("networks")];

        EvaluationException fault = Assert.Throws<EvaluationException>(() => Run([.. arguments, "--lanes", "half"]));
        string output = Run(arguments);

        Assert.Equal($"network half: expected {expected} among its outputs, found none.", fault.Message);
        Assert.EndsWith($"\nleft out, without {expected} among their outputs: half\n", output, StringComparison.Ordinal);
        Assert.Contains("tritask_288x512", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Detection_SimulatedDrives_CountsWhatIsLargeAndSeen()
    {
        string drives = Path.Combine(Repository.Root, "replay-data");

        int strict = TruthOf(Run("evaluate", "detection", drives, "--ground-truth", "simulated", "--detector", "tritask_288x512"));
        int lax = TruthOf(Run("evaluate", "detection", drives, "--ground-truth", "simulated", "--detector", "tritask_288x512", "--least-height", "12", "--most-hidden", "0.8"));

        Assert.InRange(strict, 200, lax - 1);

        static int TruthOf(string output) => int.Parse(
            output.Split('\n').Single(line => line.Contains(" any vehicle ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("--score-threshold: expected a score from 0 to 1, found 2.", "detection", "--ground-truth", "simulated", "--detector", "tritask_288x512", "--score-threshold", "2")]
    [InlineData("--threshold: expected a probability between 0 and 1, found 7.", "drivable", "--lanes", "tritask_288x512", "--threshold", "7")]
    public void Threshold_OutOfRange_IsRefused(string expected, string kind, params string[] options)
    {
        EvaluationException fault = Assert.Throws<EvaluationException>(() => Run(["evaluate", kind, Path.Combine(Repository.Root, "replay-data"), .. options]));

        Assert.Equal(expected, fault.Message);
    }

    [Fact]
    public void Detection_FolderWithoutDrive_SaysWhatIsExpected()
    {
        string folder = Directory.CreateTempSubdirectory("perception-tests-").FullName;

        EvaluationException error = Assert.Throws<EvaluationException>(() => Run("evaluate", "detection", folder, "--ground-truth", "simulated", "--detector", "tritask_288x512"));

        Assert.Contains("expected a drive of 'perceive simulate'", error.Message, StringComparison.Ordinal);
        Directory.Delete(folder);
    }

    [Fact]
    public void Detection_FolderWithoutLabels_SaysWhatIsExpected()
    {
        EvaluationException error = Assert.Throws<EvaluationException>(() => Run("evaluate", "detection", Path.GetTempPath(), "--ground-truth", "kitti", "--detector", "prototype_tritask_256x448"));

        Assert.Contains("expected the folders image_2 and label_2", error.Message, StringComparison.Ordinal);
    }

    private static string OneRoadImage(TemporaryFolder folder)
    {
        string source = SharedFolder.Require("benchmarks/camvid");
        foreach (string name in (string[])["image/0001TP_008550.jpg", "label/0001TP_008550.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At("data", name))!);
            File.Copy(Path.Combine(source, name), folder.At("data", name));
        }

        return folder.At("data");
    }

    private static string OneLaneImage(TemporaryFolder folder)
    {
        string source = SharedFolder.Require("benchmarks/lanes/tusimple_512x288_10");
        string label = File.ReadLines(Path.Combine(source, "label_data.json")).First();
        string image = JsonDocument.Parse(label).RootElement.GetProperty("raw_file").GetString()!;
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At("data", image))!);
        File.Copy(Path.Combine(source, image), folder.At("data", image));
        return folder.Write("data/labels.json", label);
    }

    private static string Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        RootCommand root = new() { EvaluateCommand.Create() };
        int code = root.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        Assert.Equal(0, code);
        return output.ToString();
    }
}
