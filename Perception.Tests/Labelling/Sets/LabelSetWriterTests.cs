using Labelling.Sets;
using OpenCvSharp;
using Perception.Tests.Shared;
using static Perception.Tests.Labelling.LabelledFrames;

namespace Perception.Tests.Labelling.Sets;

public sealed class LabelSetWriterTests : IDisposable
{
    private const string Request = """{"drives":["clip.mp4"]}""";
    private readonly TemporaryFolder _folder = new();
    private readonly Mat _image = new(36, 64, MatType.CV_8UC3, Scalar.All(90));

    private string Set => _folder.At("set");

    public void Dispose()
    {
        _image.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Finish_TwoFrames_ReadsBackAndLeavesNoProgress()
    {
        using LabelSetWriter writer = LabelSetWriter.Open(Set, Request);
        LabelledFrame[] frames = [Frame(0, Box(4)), Frame(1)];
        Array.ForEach(frames, frame => writer.Add(frame, _image, null, null));
        writer.Finish(frames, new Dictionary<string, byte[]> { ["statistics.md"] = [35] });

        IReadOnlyList<LabelledFrame> read = LabelSet.Read(Set);
        Assert.Equal(frames.Select(LabelSet.Format), read.Select(LabelSet.Format));
        Assert.Equal(["images", "labels.jsonl", "statistics.md"], Directory.EnumerateFileSystemEntries(Set).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_AfterAStopInTheMiddleOfALine_GoesOnFromTheLastWholeFrame()
    {
        using (LabelSetWriter writer = LabelSetWriter.Open(Set, Request))
        {
            writer.Add(Frame(0, Box(4)), _image, null, null);
        }

        File.AppendAllText(Path.Combine(Set, LabelSetWriter.ProgressFile), """{"image":"images/clip-0000""");
        File.WriteAllText(Path.Combine(Set, "images", "clip-000001.jpg.part"), "half");
        using LabelSetWriter next = LabelSetWriter.Open(Set, Request);
        Assert.Equal(["images/clip-000000.jpg"], next.Done.Keys);
        next.Add(Frame(1), _image, null, null);
        next.Finish([Frame(0, Box(4)), Frame(1)], new Dictionary<string, byte[]>());
        Assert.Equal(2, LabelSet.Read(Set).Count);
        Assert.Equal(["clip-000000.jpg", "clip-000001.jpg"], Directory.EnumerateFiles(Path.Combine(Set, "images")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_SetThatAnotherWrites_IsRefusedAndTheOtherGoesOn()
    {
        using LabelSetWriter writer = LabelSetWriter.Open(Set, Request);
        writer.Add(Frame(0), _image, null, null);

        Assert.StartsWith($"{Set}: expected a folder that can be written, found: ", Assert.Throws<LabelSetException>(() => LabelSetWriter.Open(Set, Request)).Message, StringComparison.Ordinal);

        writer.Finish([Frame(0)], new Dictionary<string, byte[]>());
        Assert.Single(LabelSet.Read(Set));
    }

    [Fact]
    public void Open_BegunWithAnotherRequest_IsRefused()
    {
        using (LabelSetWriter writer = LabelSetWriter.Open(Set, Request))
        {
            writer.Add(Frame(0), _image, null, null);
        }

        LabelSetException failure = Assert.Throws<LabelSetException>(() => LabelSetWriter.Open(Set, """{"drives":["other.mp4"]}"""));
        Assert.Contains("other.mp4", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FinishedSet_IsRefused()
    {
        using (LabelSetWriter writer = LabelSetWriter.Open(Set, Request))
        {
            writer.Add(Frame(0), _image, null, null);
            writer.Finish([Frame(0)], new Dictionary<string, byte[]>());
        }

        LabelSetException failure = Assert.Throws<LabelSetException>(() => LabelSetWriter.Open(Set, Request));
        Assert.Contains("finished", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithOtherFiles_IsRefusedAndKept()
    {
        string other = _folder.Write("set/notes.txt", "mine");
        Assert.Throws<LabelSetException>(() => LabelSetWriter.Open(Set, Request));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void Dispose_NothingLabelled_LeavesNoFolder()
    {
        LabelSetWriter.Open(Set, Request).Dispose();
        Assert.False(Directory.Exists(Set));
    }

    [Fact]
    public void Add_DiskFullUnderAnImage_SaysSoAndKeepsWhatIsLabelled()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using (LabelSetWriter writer = LabelSetWriter.Open(Set, Request))
        {
            writer.Add(Frame(0), _image, null, null);
            string partial = Path.Combine(Set, "images", "clip-000001.jpg.part");
            File.CreateSymbolicLink(partial, "/dev/full");
            LabelSetException failure = Assert.Throws<LabelSetException>(() => writer.Add(Frame(1), _image, null, null));
            Assert.Contains("clip-000001.jpg: expected room to write, found: No space left on device", failure.Message, StringComparison.Ordinal);
            Assert.False(Path.Exists(partial));
        }

        using LabelSetWriter next = LabelSetWriter.Open(Set, Request);
        Assert.Equal(["images/clip-000000.jpg"], next.Done.Keys);
    }
}
