using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

[Collection(Alone.Name)]
public sealed class VideoFileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("drive.mp4", "mp4v")]
    [InlineData("drive.avi", "MJPG")]
    [InlineData("drive.mkv", "mp4v")]
    public void Read_WholeVideo_GivesEveryFrameOnceWithItsTime(string name, string codec)
    {
        string path = TestMedia.WriteVideo(_folder.At(name), 40, 20, codec);

        using VideoFileSource source = new(path, FrameRange.All);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(40, source.Description.FrameCount);
        Assert.Equal((TestMedia.Width, TestMedia.Height), (source.Description.Width, source.Description.Height));
        Assert.Equal(CaptureClock.Drive, source.Description.Clock);
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
        Assert.Equal(Enumerable.Range(0, 40), reading.Numbers);
        Assert.Equal(Enumerable.Range(0, 40).Select(frame => (long)frame), reading.Frames.Select(frame => frame.FrameId));
        Assert.Equal(Enumerable.Range(0, 40).Select(frame => frame * 50_000_000L), reading.Frames.Select(frame => frame.CaptureTimeNs));
    }

    [Theory]
    [InlineData("drive.mp4", "mp4v")]
    [InlineData("drive.avi", "MJPG")]
    public void Read_Range_KeepsFrameNumbersAndTimes(string name, string codec)
    {
        string path = TestMedia.WriteVideo(_folder.At(name), 40, 20, codec);

        using VideoFileSource source = new(path, new FrameRange(17, 23));
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(6, source.Description.FrameCount);
        Assert.Equal([17, 18, 19, 20, 21, 22], reading.Numbers);
        Assert.Equal([17L, 18, 19, 20, 21, 22], reading.Frames.Select(frame => frame.FrameId));
        Assert.Equal(850_000_000, reading.Reads[0].CaptureTimeNs);
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
    }

    [Theory]
    [InlineData("drive.mp4", "mp4v")]
    [InlineData("drive.avi", "MJPG")]
    [InlineData("drive.mkv", "mp4v")]
    public void Rewind_AtTheEndOrOnTheWay_GivesTheSameAgain(string name, string codec)
    {
        string path = TestMedia.WriteVideo(_folder.At(name), 60, 20, codec);
        using VideoFileSource source = new(path, new FrameRange(3, null));

        SourceReading first = SourceReading.ToEnd(source);
        source.Rewind();
        SourceReading.ToEnd(source, limit: 30);
        source.Rewind();
        SourceReading again = SourceReading.ToEnd(source);

        Assert.Equal(57, first.Frames.Count());
        Assert.Equal(first.Reads, again.Reads);
        Assert.Equal(first.Numbers, again.Numbers);
    }

    [Fact]
    public void Rewind_SolidWhiteRight_GivesTheSamePixelsAgain()
    {
        using VideoFileSource source = new(SharedFolder.Require("drives/solidWhiteRight.mp4"), FrameRange.All);

        string[] first = [.. Hashes(source, 221)];
        source.Rewind();
        string[] some = [.. Hashes(source, 40)];
        source.Rewind();

        Assert.Equal(first[..40], some);
        Assert.Equal(first, Hashes(source, 221));
    }

    [Theory]
    [InlineData("drive.avi", "MJPG")]
    [InlineData("drive.mkv", "mp4v")]
    public void Read_VideoCutOff_GivesFramesBeforeThenFault(string name, string codec)
    {
        string path = TestMedia.WriteVideo(_folder.At(name), 40, 20, codec);
        TestMedia.CutOff(path, 0.6);

        using VideoFileSource source = new(path, FrameRange.All);
        SourceReading reading = SourceReading.ToEnd(source);

        int read = reading.Frames.Count();
        Assert.InRange(read, 15, 30);
        Assert.Equal(Enumerable.Range(0, read - 1), reading.Numbers.Take(read - 1));
        Assert.Equal(FrameReadStatus.Fault, reading.Last.Status);
        Assert.Equal($"{path}: expected 40 frames, found {read}: the video is cut off or damaged", reading.Last.Problem);
        using Mat image = new();
        Assert.Equal(reading.Last, source.Read(image, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Read_VideoDamagedInTheMiddle_EndsInFault()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.mp4"), 40, 20, "mp4v");
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, bytes.Length / 10).Clear();
        File.WriteAllBytes(path, bytes);

        using VideoFileSource source = new(path, FrameRange.All);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(FrameReadStatus.Fault, reading.Last.Status);
        Assert.Contains("expected 40 frames, found ", reading.Last.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Mp4WithoutIndex_SaysThatItWasCutOff()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.mp4"), 40, 20, "mp4v");
        TestMedia.CutOff(path, 0.8);

        DriveException fault = Assert.Throws<DriveException>(() => new VideoFileSource(path, FrameRange.All));

        Assert.Equal(
            $"{path}: expected a video that FFmpeg can read, found an MP4 file without its index (moov), as when the recording was cut off",
            fault.Message);
    }

    /// <summary>An atom's length of 64 bits may be anything up to 2^64 - 1.</summary>
    [Theory]
    [InlineData(0x7fff_ffff_ffff_fff0)]
    [InlineData(-16)]
    public void Open_Mp4AtomOfAMadeUpLength_SaysThatTheIndexIsMissing(long length)
    {
        byte[] file = new byte[64];
        file[3] = 16;
        "ftypisom"u8.CopyTo(file.AsSpan(4));
        file[19] = 1;
        "mdat"u8.CopyTo(file.AsSpan(20));
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(24), length);
        string path = _folder.At("drive.mp4");
        File.WriteAllBytes(path, file);

        DriveException fault = Assert.Throws<DriveException>(() => new VideoFileSource(path, FrameRange.All));

        Assert.Contains("without its index (moov)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("not a video at all", "18 bytes that are no video it knows")]
    public void Open_NotAVideo_SaysWhatWasFound(string content, string found)
    {
        string path = _folder.Write("drive.mp4", content);

        DriveException fault = Assert.Throws<DriveException>(() => new VideoFileSource(path, FrameRange.All));

        Assert.Equal($"{path}: expected a video that FFmpeg can read, found {found}", fault.Message);
    }

    [Fact]
    public void Open_MissingFile_Throws()
    {
        string path = _folder.At("nothing.mp4");

        DriveException fault = Assert.Throws<DriveException>(() => new VideoFileSource(path, FrameRange.All));

        Assert.Equal($"{path}: expected a video file, found none", fault.Message);
    }

    [Fact]
    public void Open_RangeBeyondTheEnd_Throws()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 10);

        DriveException fault = Assert.Throws<DriveException>(() => new VideoFileSource(path, new FrameRange(5, 11)));

        Assert.Equal($"{path}: expected a range within its 10 frames, found 5..11", fault.Message);
    }

    [Fact]
    public void Read_GivenTimes_TakesThemInsteadOfTheContainers()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 3);
        FrameTimes times = FrameTimes.FromTable([7, 1_000, 5_000], CaptureClock.Drive);

        using VideoFileSource source = new(path, FrameRange.All, times);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal([7L, 1_000, 5_000], reading.Frames.Select(frame => frame.CaptureTimeNs));
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
    }

    [Fact]
    public void Open_FewerTimesThanFrames_Throws()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 3);

        DriveException fault = Assert.Throws<DriveException>(
            () => new VideoFileSource(path, FrameRange.All, FrameTimes.FromTable([0, 1], CaptureClock.Drive)));

        Assert.Equal($"{path}: expected timestamps for its 3 frames, found 2", fault.Message);
    }

    [Fact]
    public void Read_MoreTimesThanFrames_EndsInFault()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 3);

        using VideoFileSource source = new(path, FrameRange.All, FrameTimes.FromTable([0, 1, 2, 3], CaptureClock.Drive));
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(3, reading.Frames.Count());
        Assert.Equal($"{path}: expected 4 frames, as its timestamps say, found 3", reading.Last.Problem);
    }

    [Fact]
    public void Read_BareStreamWithoutFrameCount_ReadsToItsEnd()
    {
        string container = TestMedia.WriteVideo(_folder.At("drive.avi"), 6, 25, "mp4v");
        string path = ElementaryStream.Extract(container, _folder.At("drive.m4v"));

        using VideoFileSource source = new(path, FrameRange.All);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Null(source.Description.FrameCount);
        Assert.Equal(Enumerable.Range(0, 6), reading.Numbers);
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
    }

    [Fact]
    public void Read_TimesGoBackInTheContainer_AreReplacedAndTheFirstSaysSo()
    {
        // Matroska blocks carry their time as two bytes after the track number: frames 3 and 5 are put back to 0.
        string path = TestMedia.WriteVideo(_folder.At("drive.mkv"), 20, 20, "MJPG");
        byte[] bytes = File.ReadAllBytes(path);
        foreach (byte milliseconds in new byte[] { 150, 250 })
        {
            byte[] block = [0x81, 0, milliseconds, 0x80];
            int at = bytes.AsSpan().IndexOf(block);
            Assert.True(at > 0);
            bytes[at + 2] = 0;
        }

        File.WriteAllBytes(path, bytes);

        using VideoFileSource source = new(path, FrameRange.All);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(Enumerable.Range(0, 20), reading.Numbers);
        Assert.Equal(Enumerable.Range(0, 20).Select(frame => frame * 50_000_000L), reading.Frames.Select(frame => frame.CaptureTimeNs));
        FrameRead warned = Assert.Single(reading.Frames, frame => frame.Problem is not null);
        Assert.Equal(3, warned.FrameId);
        Assert.Equal(
            $"{path}: frame 3: expected a presentation time after 100000000 ns, found 0 ns; from here on such frames are placed one frame period (50000000 ns) after the one before",
            warned.Problem);
    }

    [Fact]
    public void Read_Cancelled_Throws()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 3);
        using VideoFileSource source = new(path, FrameRange.All);
        using Mat image = new();

        Assert.Throws<OperationCanceledException>(() => source.Read(image, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Read_CancelledOnTheWayToAFrame_GivesThatFrameAfterwards()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.avi"), 250);
        using VideoFileSource source = new(path, new FrameRange(200, null));
        using Mat image = new();

        // Wherever on the way the token comes, each frame that was passed must have been counted.
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(2));
            if (Record.Exception(() => source.Read(image, stop.Token)) is not OperationCanceledException)
            {
                source.Rewind();
            }
        }

        Assert.Equal(200, source.Read(image, TestContext.Current.CancellationToken).FrameId);
        Assert.Equal(200, TestMedia.NumberIn(image));
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        string path = TestMedia.WriteVideo(_folder.At("drive.mp4"), 200, 20, "mp4v");
        using VideoFileSource source = new(path, FrameRange.All);

        Assert.Equal(0, Allocation.PerFrameAfterWarmUp(source, warmUp: 50, frames: 140));
    }

    [Fact]
    public void Read_SolidWhiteRight_GivesAll221FramesAt25PerSecond()
    {
        using VideoFileSource source = new(SharedFolder.Require("drives/solidWhiteRight.mp4"), FrameRange.All);

        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal(221, reading.Frames.Count());
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
        Assert.Equal(Enumerable.Range(0, 221).Select(frame => frame * 40_000_000L), reading.Frames.Select(frame => frame.CaptureTimeNs));
    }

    private static IEnumerable<string> Hashes(VideoFileSource source, int frames)
    {
        using Mat image = new();
        for (int frame = 0; frame < frames; frame++)
        {
            Assert.Equal(FrameReadStatus.Frame, source.Read(image, TestContext.Current.CancellationToken).Status);
            yield return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(image.AsSpan<Vec3b>())));
        }
    }
}
