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

    private List<string> Names(Action<string>? note = null)
    {
        LabelRequest request = new() { Drives = [_folder.At("images")], Output = _folder.At("set") };
        List<string> names = [];
        foreach (SourceFrame frame in SourceFrames.Read(request, note ?? (_ => { }), TestContext.Current.CancellationToken))
        {
            using (frame.Image)
            {
                names.Add(frame.Name);
            }
        }

        return names;
    }
}
