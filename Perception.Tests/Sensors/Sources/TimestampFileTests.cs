using Perception.Tests.Shared;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

public sealed class TimestampFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_KittiDates_CountFromTheFirstToTheNanosecond()
    {
        string path = _folder.Write("timestamps.txt", "2011-09-26 13:02:25.594360375\n2011-09-26 13:02:25.697860376\n2011-09-26 13:02:26\n\n");

        FrameTimes times = TimestampFile.Read(path);

        Assert.Equal(CaptureClock.Drive, times.Clock);
        Assert.Equal([0L, 103_500_001, 405_639_625], At(times, 3));
        Assert.Equal(3, times.Count);
    }

    [Fact]
    public void Read_SmallNanoseconds_AreTheDrivesOwnClockAsWritten()
    {
        FrameTimes times = TimestampFile.Read(_folder.Write("timestamps.txt", "50\n70\n"));

        Assert.Equal(CaptureClock.Drive, times.Clock);
        Assert.Equal([50L, 70], At(times, 2));
        Assert.False(times.TryAt(2, out _));
        Assert.False(times.TryAt(-1, out _));
    }

    [Fact]
    public void Read_Table_TakesTheSecondColumn()
    {
        FrameTimes times = TimestampFile.Read(_folder.Write("times.csv", "frame,captureTimeNs\r\n0,0\r\n1,50000000\r\n"));

        Assert.Equal([0L, 50_000_000], At(times, 2));
    }

    [Theory]
    [InlineData("frame,captureTimeNs\n0,0\n2,5\n", ":3: expected frame 1 and its time as '1,nanoseconds', found '2,5'")]
    [InlineData("frame,captureTimeNs\n", ": expected timestamps, found none")]
    [InlineData("", ": expected timestamps, found none")]
    [InlineData("1\n1\n", ":2: expected a time after the line before (1), found 1")]
    [InlineData("1\nsoon\n", ":2: expected whole nanoseconds, found 'soon'")]
    [InlineData("1\n\n3\n", ":2: expected whole nanoseconds, found ''")]
    [InlineData("0.1\n0.2\n", ":1: expected whole nanoseconds, found '0.1'")]
    [InlineData("2011-09-26 13:02:25.5\n2011-09-26 13:02:25.4\n", ":2: expected a time after the line before (2011-09-26 13:02:25.5), found 2011-09-26 13:02:25.4")]
    [InlineData("2011-09-26 13:02:75\n", ":1: expected a date and time like 2011-09-26 13:02:25.594360375, found '2011-09-26 13:02:75'")]
    public void Read_BadFile_NamesFileAndLine(string content, string problem)
    {
        string path = _folder.Write("timestamps.txt", content);

        DriveException fault = Assert.Throws<DriveException>(() => TimestampFile.Read(path));

        Assert.Equal(path + problem, fault.Message);
    }

    [Fact]
    public void FromRate_NotANumberOfFrames_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameTimes.FromRate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameTimes.FromRate(double.NaN));
    }

    [Fact]
    public void FromRate_ThirtyPerSecond_RoundsEachFrameOnItsOwn()
    {
        Assert.Equal([0L, 33_333_333, 66_666_667, 100_000_000], At(FrameTimes.FromRate(30), 4));
    }

    [Theory]
    [InlineData("3..7", 3, 7L)]
    [InlineData("3..", 3, null)]
    [InlineData("..7", 0, 7L)]
    public void FrameRange_Text_IsHalfOpen(string text, long first, long? end)
    {
        Assert.True(FrameRange.TryParse(text, out FrameRange range));
        Assert.Equal(new FrameRange(first, end), range);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("7..3")]
    [InlineData("3..3")]
    [InlineData("3-7")]
    [InlineData("-1..4")]
    [InlineData("a..b")]
    [InlineData("1..2..3")]
    public void FrameRange_NotARange_IsRefused(string text) => Assert.False(FrameRange.TryParse(text, out _));

    private static IEnumerable<long> At(FrameTimes times, int count)
    {
        for (int frame = 0; frame < count; frame++)
        {
            Assert.True(times.TryAt(frame, out long timeNs));
            yield return timeNs;
        }
    }
}
