using Labelling.Sets;
using Perception.Teaching;
using Perception.Tests.Sensors;
using Perception.Tests.Shared;

namespace Perception.Tests.Teaching;

public sealed class SourceFramesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("tif")]
    [InlineData("tiff")]
    [InlineData("ppm")]
    public void Read_ImageFolder_TakesEveryImage(string extension)
    {
        TestMedia.WriteImages(_folder.At("images"), 4, extension);

        Assert.Equal(Enumerable.Range(0, 4).Select(number => $"images-{number:0000}"), Names());
    }

    [Fact]
    public void Read_ImageFolderWithTimestamps_TakesFourASecond()
    {
        TestMedia.WriteImages(_folder.At("images"), 4);
        _folder.Write("images/timestamps.txt", "0\n100000000\n200000000\n300000000\n");

        Assert.Equal(["images-000000", "images-000003"], Names());
    }

    [Fact]
    public void Read_ClipWithABadImage_LeavesItOutAndSaysSo()
    {
        TestMedia.WriteImages(_folder.At("images"), 4);
        _folder.Write("images/timestamps.txt", "0\n300000000\n600000000\n900000000\n");
        File.WriteAllText(Directory.EnumerateFiles(_folder.At("images"), "*.png").Order(StringComparer.Ordinal).ElementAt(1), "no image");
        List<string> notes = [];

        Assert.Equal(["images-000000", "images-000002", "images-000003"], Names(notes.Add));
        Assert.EndsWith("; it is left out.", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^(000)([0-9]+)", "images-000")]
    [InlineData("^00(?:x|(0))", "images-0")]
    [InlineData("^000", "images-000")]
    public void Read_SceneFromAnExpression_IsItsFirstGroupOrWhatItMatches(string expression, string scene)
    {
        TestMedia.WriteImages(_folder.At("images"), 2);

        Assert.All(Frames(new LabelRequest { Drives = [_folder.At("images")], Output = _folder.At("set"), SceneFrom = expression }), frame => Assert.Equal(scene, frame.Scene));
    }

    [Fact]
    public void Read_SceneFromAGroupThatTakesNoPart_IsRefused()
    {
        TestMedia.WriteImages(_folder.At("images"), 2);

        LabelSetException failure = Assert.Throws<LabelSetException>(
            () => Frames(new LabelRequest { Drives = [_folder.At("images")], Output = _folder.At("set"), SceneFrom = "^(?:place-([0-9]+)|0+)" }));

        Assert.Contains("finds a scene in, found none", failure.Message, StringComparison.Ordinal);
    }

    private static List<(string Name, string Scene)> Frames(LabelRequest request, Action<string>? note = null)
    {
        List<(string, string)> frames = [];
        foreach (SourceFrame frame in SourceFrames.Read(request, note ?? (_ => { }), TestContext.Current.CancellationToken))
        {
            using (frame.Image)
            {
                frames.Add((frame.Name, frame.Scene));
            }
        }

        return frames;
    }

    private List<string> Names(Action<string>? note = null) =>
        [.. Frames(new LabelRequest { Drives = [_folder.At("images")], Output = _folder.At("set") }, note).Select(frame => frame.Name)];
}
