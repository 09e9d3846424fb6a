using System.Text.Json;
using Labelling.Sets;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>Each bad input ends the real command with one sentence, a non-zero exit and nothing left behind.</summary>
public sealed class LabelCommandTests : IDisposable
{
    private const string Network = "prototype_tritask_256x448";
    private readonly TemporaryFolder _folder = new();

    private string Set => _folder.At("set");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Label_MissingDrive_NamesIt()
    {
        string drive = _folder.At("nowhere");
        (await LabelAsync(drive)).AssertOneSentence(drive, "expected", "found");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_MissingDriveBehindAGoodOne_IsNamedBeforeAnythingIsLabelled()
    {
        string drive = _folder.At("nowhere");
        (await LabelAsync(Images(1), drive)).AssertOneSentence(drive, "expected", "found");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_CorruptImage_NamesItAndGoesOnWithoutIt()
    {
        string images = Images(3);
        string corrupt = Path.Combine(images, "000000.png");
        await File.WriteAllTextAsync(corrupt, "no image", TestContext.Current.CancellationToken);
        (await LabelAsync(images)).AssertOneSentence(corrupt, "expected an image", "--exclude");
        Assert.False(Directory.Exists(Set));

        ProcessResult result = await LabelAsync(images, "--exclude", "000000.*");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 frames", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_LabelWithoutImage_NamesIt()
    {
        string images = Images(1);
        string label = _folder.Write("labels/000007.txt", "0 0.5 0.5 0.2 0.2\n");
        (await LabelAsync(images, "--yolo-classes", "car")).AssertOneSentence(label, "expected its image");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_LabelOutsideTheImage_NamesFileAndLine()
    {
        string images = Images(1);
        string label = _folder.Write("labels/000000.txt", "0 0.95 0.5 0.2 0.2\n");
        (await LabelAsync(images, "--yolo-classes", "car")).AssertOneSentence(label + ":1", "expected a box inside the image");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_NoLabelsInTheirFolder_SaysSo()
    {
        string images = Images(1);
        Directory.CreateDirectory(_folder.At("labels"));
        (await LabelAsync(images, "--yolo-classes", "car")).AssertOneSentence(_folder.At("labels"), "found none");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_SceneThatIsNoExpression_SaysSo()
    {
        (await LabelAsync(Images(1), "--scene-from", "(")).AssertOneSentence("--scene-from", "'('");
        Assert.False(Directory.Exists(Set));
    }

    [Theory]
    [InlineData("images", "--every 2", "--every: expected a clip (a video, a drive, an image folder with timestamps), found image folders only, of which every image is taken.")]
    [InlineData("clip", "--scene-from ^(.)", "--scene-from: expected an image folder without timestamps, found clips only.")]
    [InlineData("clip", "--exclude 000000.*", "--exclude: expected an image folder without timestamps, found clips only.")]
    [InlineData("images", "--yolo-classes car", "--yolo-classes: expected an image folder with YOLO labels, found none.")]
    [InlineData("images", "--objects-only --negatives", "--negatives: expected none beside --objects-only, which makes no masks, found one")]
    [InlineData("images", "--objects-only --lanes other", "--lanes: expected none beside --objects-only, which makes no masks, found one")]
    public async Task Label_OptionWithoutEffect_SaysSo(string drives, string options, string expected)
    {
        string drive = drives == "images" ? Images(1) : DrawnRoad.WriteImages(_folder.At(drives), 1);
        (await PerceiveProcess.RunAsync(["label", drive, "--out", Set, .. options.Split(' ')])).AssertOneSentence(expected);
        Assert.False(Directory.Exists(Set));
    }

    [Theory]
    [InlineData("--detector")]
    [InlineData("--lanes")]
    public async Task Label_NetworkTwice_SaysSo(string option)
    {
        (await LabelAsync(Images(1), option, Network)).AssertOneSentence($"{option}: expected each network once, found {Network} twice.");
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public async Task Label_OptionForADriveThatIsNotThere_NamesTheDrive() =>
        (await LabelAsync(_folder.At("typo"), "--scene-from", "^(.)")).AssertOneSentence(_folder.At("typo"));

    [Fact]
    public async Task Label_FolderInUse_IsKept()
    {
        string mine = _folder.Write("set/mine.txt", "mine");
        (await LabelAsync(Images(1))).AssertOneSentence(Set, "found other files");
        Assert.True(File.Exists(mine));
    }

    /// <summary>Once nothing fits, once images do; a file that is half written would make a second line.</summary>
    [Theory]
    [InlineData("4k")]
    [InlineData("80k")]
    public async Task Label_DiskIsFull_SaysSoAndLeavesNothingHalfWritten(string size)
    {
        string disk = _folder.At("disk");
        string images = Images(12);
        ProcessResult result = await SmallDisk.RunAsync(
            disk, size, SmallDisk.Perceive($"label '{images}' --out '{disk}/set' --detector {Network} --lanes {Network} --workers 1"), "-name '*.part'");
        result.AssertOneSentence(disk + "/set", "expected", "found", "No space left");
    }

    [Fact]
    public async Task Label_GivenYoloLabels_AreTheTruth()
    {
        string images = Images(1);
        _folder.Write("labels/000000.txt", "0 0.5 0.5 0.25 0.5\n");
        ProcessResult result = await LabelObjectsAsync(images, "--yolo-classes", "car");
        Assert.Equal(0, result.ExitCode);
        string line = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Set, "labels.jsonl"), TestContext.Current.CancellationToken));
        Assert.Contains("\"xMin\":180,\"yMin\":67.5,\"xMax\":300,\"yMax\":202.5,\"confidence\":1,\"ignore\":false,\"sources\":[\"truth\"]", line, StringComparison.Ordinal);
        Assert.Contains("\"drivable\":null", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_ClassesThatNobodyKnows_AreToldInOutputAndStatistics()
    {
        string images = Images(1);
        _folder.Write("labels/000000.txt", "0 0.5 0.5 0.25 0.5\n1 0.2 0.5 0.25 0.5\n");
        ProcessResult result = await LabelObjectsAsync(images, "--yolo-classes", "car,lorry");
        Assert.Equal(0, result.ExitCode);
        string told = $"{_folder.At("labels")}: boxes whose class is by its name no vehicle, pedestrian or two-wheeler are left out: lorry (1).";
        Assert.Contains(told, result.Output, StringComparison.Ordinal);
        using JsonDocument statistics = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Set, "statistics.json"), TestContext.Current.CancellationToken));
        Assert.Contains(told, statistics.RootElement.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
    }

    /// <summary>The second box lies on the image's right edge, the third is thinner than what is stored.</summary>
    [Fact]
    public async Task Label_GivenBoxesWithoutArea_AreLeftOut()
    {
        string images = Images(1);
        _folder.Write("labels/000000.txt", "0 0.5 0.5 0.25 0.5\n0 1.005 0.5 0.01 0.5\n0 0.5 0.5 0.00001 0.5\n");
        ProcessResult result = await LabelObjectsAsync(images, "--yolo-classes", "car");
        Assert.Equal(0, result.ExitCode);
        LabelledBox box = Assert.Single(Assert.Single(LabelSet.Read(Set)).Boxes!, box => box.Sources.Contains("truth"));
        Assert.Equal((180f, 300f), (box.XMin, box.XMax));
    }

    private string Images(int count)
    {
        string images = DrawnRoad.WriteImages(_folder.At("images"), count);
        File.Delete(Path.Combine(images, "timestamps.csv"));
        return images;
    }

    private Task<ProcessResult> LabelAsync(string drive, params string[] more) => LabelObjectsOrMoreAsync(drive, ["--lanes", Network, .. more]);

    private Task<ProcessResult> LabelObjectsAsync(string drive, params string[] more) => LabelObjectsOrMoreAsync(drive, ["--objects-only", .. more]);

    private Task<ProcessResult> LabelObjectsOrMoreAsync(string drive, string[] more) =>
        PerceiveProcess.RunAsync(["label", drive, "--out", Set, "--detector", Network, "--workers", "1", .. more]);
}
