using Perception.Tests.Shared;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

[Collection(Alone.Name)]
public sealed class ImageFolderSourceTests : IDisposable
{
    private static readonly FrameTimes TenPerSecond = FrameTimes.FromRate(10);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("bmp")]
    public void Read_WholeFolder_GivesEveryImageInOrder(string extension)
    {
        TestMedia.WriteImages(_folder.At("images"), 12, extension);

        using ImageFolderSource source = new(_folder.At("images"), FrameRange.All, TenPerSecond);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(Enumerable.Range(0, 12), reading.Numbers);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i * 100_000_000L), reading.Frames.Select(frame => frame.CaptureTimeNs));
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
        Assert.Equal(12, source.Description.FrameCount);
    }

    [Fact]
    public void Read_NumbersWithoutLeadingZeros_AreInNumericOrder()
    {
        foreach (int number in new[] { 1, 2, 9, 10, 11, 100 })
        {
            TestMedia.WriteImage(_folder.At($"frame{number}.png"), number);
        }

        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);

        Assert.Equal([1, 2, 9, 10, 11, 100], SourceReading.ToEnd(source).Numbers);
    }

    [Fact]
    public void Read_Range_KeepsFrameNumbersAndTimes()
    {
        TestMedia.WriteImages(_folder.Path, 9);

        using ImageFolderSource source = new(_folder.Path, new FrameRange(4, 7), TenPerSecond);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal([4, 5, 6], reading.Numbers);
        Assert.Equal([4L, 5, 6], reading.Frames.Select(frame => frame.FrameId));
        Assert.Equal(400_000_000, reading.Reads[0].CaptureTimeNs);
        Assert.Equal(3, source.Description.FrameCount);
    }

    [Fact]
    public void Rewind_Disposed_IsRefused()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);
        source.Dispose();

        Assert.Throws<ObjectDisposedException>(source.Rewind);
        Assert.Throws<ObjectDisposedException>(() => source.Seek(1));
    }

    [Theory]
    [InlineData("png", 0.5, "one that is cut off after ")]
    [InlineData("jpg", 0.5, "one that is cut off after ")]
    [InlineData("jpg", 0.98, "one that is cut off after ")]
    [InlineData("bmp", 0.5, " bytes that no decoder knows")]
    [InlineData("png", 0, "an empty file")]
    [InlineData("jpg", 0, "an empty file")]
    public void Read_OneDamagedImage_IsABadFrameAndTheRestGoesOn(string extension, double share, string found)
    {
        TestMedia.WriteImages(_folder.Path, 5, extension);
        string damaged = _folder.At($"0002.{extension}");
        TestMedia.CutOff(damaged, share);

        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal([0, 1, 3, 4], reading.Numbers);
        FrameRead bad = reading.Reads[2];
        Assert.Equal(FrameReadStatus.BadFrame, bad.Status);
        Assert.Equal(2, bad.FrameId);
        Assert.StartsWith($"{damaged}: expected an image, found ", bad.Problem, StringComparison.Ordinal);
        Assert.Contains(found, bad.Problem, StringComparison.Ordinal);
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
    }

    [Fact]
    public void Read_TextNamedAsImage_IsABadFrame()
    {
        TestMedia.WriteImages(_folder.Path, 2);
        _folder.Write("0001.png", "hello");

        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal($"{_folder.At("0001.png")}: expected an image, found 5 bytes that no decoder knows", reading.Reads[1].Problem);
    }

    [Fact]
    public void Read_ImageOfAnotherSize_IsABadFrameNamingBothSizes()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        TestMedia.WriteImage(_folder.At("0001.png"), 1, 160, 120);

        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal($"{_folder.At("0001.png")}: expected an image of 320x240, found 160x120", reading.Reads[1].Problem);
        Assert.Equal([0, 2], reading.Numbers);
    }

    [Fact]
    public void Open_FirstImageEmpty_TakesTheSizeOfTheNext()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        TestMedia.CutOff(_folder.At("0000.png"), 0);

        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);

        Assert.Equal((TestMedia.Width, TestMedia.Height), (source.Description.Width, source.Description.Height));
        Assert.Equal(FrameReadStatus.BadFrame, SourceReading.ToEnd(source).Reads[0].Status);
    }

    [Fact]
    public void Open_NoReadableImage_Throws()
    {
        _folder.Write("a.png", string.Empty);

        DriveException fault = Assert.Throws<DriveException>(() => new ImageFolderSource(_folder.Path, FrameRange.All, TenPerSecond));

        Assert.Equal($"{_folder.Path}: expected at least one readable image among 1, found none: a.png is an empty file", fault.Message);
    }

    [Fact]
    public void Open_ImagesAndTimesDifferInNumber_Throws()
    {
        TestMedia.WriteImages(_folder.Path, 3);

        DriveException fault = Assert.Throws<DriveException>(
            () => new ImageFolderSource(_folder.Path, FrameRange.All, FrameTimes.FromTable([1, 2], CaptureClock.Drive)));

        Assert.Equal($"{_folder.Path}: expected an image for each of its 2 timestamps, found 3 images", fault.Message);
    }

    [Fact]
    public void Read_SteadyState_AllocatesLittleMoreThanTheFileHandle()
    {
        TestMedia.WriteImages(_folder.Path, 60, "jpg");
        using ImageFolderSource source = new(_folder.Path, FrameRange.All, TenPerSecond);

        Assert.InRange(Allocation.PerFrameAfterWarmUp(source, warmUp: 20, frames: 40), 0, 256);
    }
}
