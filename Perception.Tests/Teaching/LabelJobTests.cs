using Labelling.Sets;
using OpenCvSharp;
using Perception.Inference;
using Perception.Teaching;
using Perception.Tests.Shared;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;

namespace Perception.Tests.Teaching;

/// <summary>The real job with the project's own network.</summary>
public sealed class LabelJobTests : IDisposable
{
    private const int Frames = 12;
    private const string Network = "prototype_tritask_256x448";

    private static readonly TeacherOptions Options = new()
    {
        Detectors = [Network],
        LaneNetworks = [Network],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_StoppedAndContinued_GivesTheSameSetAsOneRun()
    {
        string video = DrawnRoad.WriteVideo(_folder.At("clip.mp4"), Frames);
        IReadOnlyList<LabelledFrame> whole = Run(video, "whole", _ => { }, CancellationToken.None);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Run(video, "parts", done =>
        {
            if (done == 3)
            {
                stop.Cancel();
            }
        }, stop.Token));
        Assert.False(File.Exists(_folder.At("parts", LabelSet.FileName)));
        int before = File.ReadLines(_folder.At("parts", LabelSetWriter.ProgressFile)).Count() - 1;
        int labelled = 0;
        Run(video, "parts", _ => Interlocked.Increment(ref labelled), CancellationToken.None);

        Assert.InRange(before, 3, Frames / 2);
        Assert.Equal(whole.Count - before, labelled);
        Assert.Equal(Frames / 2, whole.Count);
        foreach (string file in Directory.EnumerateFiles(_folder.At("whole"), "*", SearchOption.AllDirectories))
        {
            string other = Path.Combine(_folder.At("parts"), Path.GetRelativePath(_folder.At("whole"), file));
            bool isNamed = Path.GetExtension(file) == ".md";
            Assert.True(isNamed || File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(other)), other);
        }
    }

    [Theory]
    [InlineData("labels/000003.txt", "0 0.5 0.5 0.2 0.2\n")]
    [InlineData("classes.txt", "person\n")]
    [InlineData("labels/000003.txt", null)]
    public void Run_ContinuedWithOtherTruth_IsRefused(string file, string? changed)
    {
        string images = DrawnRoad.WriteImages(_folder.At("images"), 6);
        File.Delete(Path.Combine(images, "timestamps.csv"));
        _folder.Write("classes.txt", "car\n");
        _folder.Write("labels/000003.txt", "0 0.5 0.5 0.25 0.25\n");
        _folder.Write("labels/000004.txt", "0 0.5 0.5 0.25 0.25\n");
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Run(images, "set", _ => stop.Cancel(), stop.Token));
        string former = File.ReadAllText(_folder.At(file));
        File.Delete(_folder.At(file));
        if (changed is not null)
        {
            _folder.Write(file, changed);
        }

        LabelSetException failure = Assert.Throws<LabelSetException>(() => Run(images, "set", _ => { }, CancellationToken.None));
        _folder.Write(file, former);

        Assert.Contains("expected a set begun as", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, Run(images, "set", _ => { }, CancellationToken.None).Count);
    }

    [Fact]
    public void Run_Images_StoresMasksOfTheirAspectAndReadsBack()
    {
        string images = DrawnRoad.WriteImages(_folder.At("images"), 2);
        File.Delete(Path.Combine(images, "timestamps.csv"));
        Run(images, "set", _ => { }, CancellationToken.None);
        IReadOnlyList<LabelledFrame> frames = LabelSet.Read(_folder.At("set"));
        Assert.Equal(["images-000000", "images-000000"], frames.Select(frame => frame.Scene));
        Assert.All(frames, frame =>
        {
            using Mat mask = Cv2.ImRead(_folder.At("set", frame.Drivable!), ImreadModes.Unchanged);
            Assert.Equal((DrawnRoad.Width, DrawnRoad.Height, MatType.CV_8UC1), (mask.Width, mask.Height, mask.Type()));
            Assert.Equal((DrawnRoad.Width, DrawnRoad.Height), (frame.Width, frame.Height));
        });
        Assert.True(File.Exists(_folder.At("set", LabelJob.ContactSheetFile)));
        Assert.True(File.Exists(_folder.At("set", LabelJob.CountsFile)));
    }

    [Fact]
    public void Run_OneLook_TakesTheWholeImageOnceAndFollowsNothing()
    {
        SimulationOptions simulation = new() { Seed = 3, Seconds = 0.4, FrameRate = 10, Width = 960, Height = 540, Threads = 2 };
        Assert.True(ScenarioCatalog.TryFind("highway", out Scenario scenario));
        DriveSimulator.Simulate(scenario, simulation, _folder.At("drive"), null, TestContext.Current.CancellationToken);
        string video = Path.Combine(_folder.At("drive"), "front.mp4");
        IEnumerable<string> Sources(string set, TeacherOptions options) => Run(video, set, _ => { }, CancellationToken.None, options).SelectMany(frame => frame.Boxes!).SelectMany(box => box.Sources).Distinct();

        Assert.Contains($"{Network}/flip", Sources("voted", Options));
        Assert.Equal([$"{Network}/full"], Sources("one-look", Options with { OneLook = true }));
    }

    [Fact]
    public void Run_NetworkWithoutDrivableArea_LabelsLaneLinesAlone()
    {
        string manifest = File.ReadAllText(Path.Combine(Repository.Root, "models", "road_segmentation_adas_0001_256x448.yaml"));
        _folder.Write("networks/lines.yaml", manifest.Replace("name: road_segmentation_adas_0001_256x448", "name: lines", StringComparison.Ordinal).Replace("  drivable: [1, 3]\n", "", StringComparison.Ordinal));
        TeacherOptions lines = Options with { LaneNetworks = ["lines"] };
        string[] folders = [_folder.At("networks"), SharedFolder.Require("models")];
        string images = DrawnRoad.WriteImages(_folder.At("images"), 2);

        LabelledFrame frame = Assert.Single(Run(images, "alone", _ => { }, CancellationToken.None, lines, folders));
        LabelledFrame both = Assert.Single(Run(images, "both", _ => { }, CancellationToken.None, lines with { LaneNetworks = ["lines", Network] }, folders));
        LabelledFrame other = Assert.Single(Run(images, "other", _ => { }, CancellationToken.None, Options));

        Assert.Null(frame.Drivable);
        Assert.NotNull(frame.LaneLines);
        Assert.Equal(File.ReadAllBytes(_folder.At("other", other.Drivable!)), File.ReadAllBytes(_folder.At("both", both.Drivable!)));
        Assert.False(Directory.Exists(_folder.At("alone", "drivable")));
    }

    private IReadOnlyList<LabelledFrame> Run(
        string drive, string set, Action<int> progress, CancellationToken cancellation, TeacherOptions? options = null, IReadOnlyList<string>? networks = null)
    {
        LabelRequest request = new() { Drives = [drive], Output = _folder.At(set), Every = 2 };
        return new LabelJob(request, options ?? Options, ModelCatalogue.Load(networks ?? []), 2, progress).Run(cancellation);
    }
}
