using Evaluation;
using Evaluation.Lanes;
using Perception.Tests.Shared;
using Sensors.Calibration;

namespace Perception.Tests.Evaluation.Lanes;

public sealed class CuLaneTruthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ListBelowTheRoot_FindsImagesAndTheirLines()
    {
        string list = Write("/driver_1/a.MP4/00000.jpg\n/driver_1/a.MP4/00030.jpg /laneseg/driver_1/00030.png 0 1 1 0\n\n");
        File.WriteAllText(_folder.At("driver_1/a.MP4/00000.lines.txt"), "100.5 590 120 580 140.25 570 \n-3.5 590 10 580\n");
        File.WriteAllText(_folder.At("driver_1/a.MP4/00030.lines.txt"), "");

        IReadOnlyList<CuLaneImage> images = CuLaneTruth.Read(list);

        Assert.Equal([_folder.At("driver_1/a.MP4/00000.jpg"), _folder.At("driver_1/a.MP4/00030.jpg")], images.Select(image => image.Path));
        Assert.Equal([new Pixel(100.5, 590), new Pixel(120, 580), new Pixel(140.25, 570)], images[0].Lines[0]);
        Assert.Equal([new Pixel(-3.5, 590), new Pixel(10, 580)], images[0].Lines[1]);
        Assert.Empty(images[1].Lines);
    }

    [Theory]
    [InlineData("100 590 120", "00000.lines.txt, line 1: expected pairs of x and y, found 3 numbers.")]
    [InlineData("1 2\n100 here", "00000.lines.txt, line 2: expected numbers x y x y …, found 'here'.")]
    [InlineData("100 NaN", "found 'NaN'.")]
    [InlineData(null, "00000.lines.txt: expected the lane lines of the image beside it, found no such file")]
    public void Read_LinesThatCannotBe_AreOneSentence(string? lines, string expected)
    {
        string list = Write("/driver_1/a.MP4/00000.jpg\n");
        if (lines is not null)
        {
            File.WriteAllText(_folder.At("driver_1/a.MP4/00000.lines.txt"), lines);
        }

        EvaluationException error = Assert.Throws<EvaluationException>(() => CuLaneTruth.Read(list));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/driver_9/none.jpg\n", "expected the image driver_9/none.jpg in its folder or one above, found it in none.")]
    [InlineData("\n", "expected the path of an image a line, found none.")]
    public void Read_ListThatCannotBe_IsOneSentence(string content, string expected)
    {
        EvaluationException error = Assert.Throws<EvaluationException>(() => CuLaneTruth.Read(Write(content)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private string Write(string content)
    {
        foreach (string image in (string[])["driver_1/a.MP4/00000.jpg", "driver_1/a.MP4/00030.jpg"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(image))!);
            File.WriteAllText(_folder.At(image), "");
        }

        Directory.CreateDirectory(_folder.At("list"));
        return _folder.Write("list/test.txt", content);
    }
}
