using Labelling.Sets;
using Perception.Tests.Shared;
using static Perception.Tests.Labelling.LabelledFrames;

namespace Perception.Tests.Labelling.Sets;

public sealed class LabelSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderWithoutLabels_NamesIt()
    {
        LabelSetException failure = Assert.Throws<LabelSetException>(() => LabelSet.Read(_folder.Path));
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyLabels_SaysThatThereAreNone()
    {
        _folder.Write(LabelSet.FileName, "");
        Assert.Contains("at least one labelled frame", Assert.Throws<LabelSetException>(() => LabelSet.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingImage_NamesItAndItsLine()
    {
        _folder.Write(LabelSet.FileName, LabelSet.Format(Frame(0)) + "\n");
        Assert.Contains("labels.jsonl:1: expected the file images/clip-000000.jpg", Assert.Throws<LabelSetException>(() => LabelSet.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BoxOutsideTheImage_NamesIt()
    {
        _folder.Write("images/clip-000000.jpg", "image");
        _folder.Write(LabelSet.FileName, LabelSet.Format(Frame(0, Box(50))) + "\n");
        Assert.Contains("expected a box inside 64x36, found 50,10 to 70,22", Assert.Throws<LabelSetException>(() => LabelSet.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineThatIsNoFrame_NamesIt()
    {
        _folder.Write(LabelSet.FileName, """{"image": 3}""");
        Assert.Contains("labels.jsonl:1", Assert.Throws<LabelSetException>(() => LabelSet.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
