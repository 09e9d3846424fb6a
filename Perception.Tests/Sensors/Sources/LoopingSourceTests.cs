using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.EgoMotion;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

public sealed class LoopingSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ThreeRounds_NumbersAndTimesGoOnIncreasing()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 10, 20);
        using LoopingSource source = new(DriveOpener.Open(path, new DriveOpenOptions { FrameRange = new FrameRange(2, 5) }));

        SourceReading reading = SourceReading.ToEnd(source, limit: 9);

        Assert.Equal([2, 3, 4, 2, 3, 4, 2, 3, 4], reading.Numbers);
        Assert.Equal(Enumerable.Range(2, 9).Select(i => (long)i), reading.Frames.Select(frame => frame.FrameId));
        Assert.Equal(Enumerable.Range(2, 9).Select(i => i * 50_000_000L), reading.Frames.Select(frame => frame.CaptureTimeNs));
        Assert.Equal([2, 5, 8], reading.Frames.Where((frame, i) => i == 0 || frame.IsNewRound).Select(frame => frame.FrameId));
        Assert.False(reading.Frames.First().IsNewRound);
        Assert.Null(source.Description.FrameCount);
    }

    [Fact]
    public void EgoMotion_SecondRound_IsThatOfTheRecording()
    {
        TestMedia.WriteVideo(_folder.At("trip.avi"), 4, 20);
        _folder.Write("ego.csv", "captureTimeNs,speed,yawRate\n0,10,0\n200000000,30,0\n");
        _folder.Write("drive.yaml", "schema: 1\nname: trip\ncameras: [{id: front, media: trip.avi}]\negoMotion: ego.csv\n");
        using LoopingSource source = new(DriveOpener.Open(_folder.Path, new DriveOpenOptions()));

        SourceReading reading = SourceReading.ToEnd(source, limit: 8);

        double[] speeds = [.. reading.Frames.Select(frame =>
        {
            Assert.True(source.Description.EgoMotion!.TryAt(frame.CaptureTimeNs, out EgoMotionSample motion));
            Assert.Equal(frame.CaptureTimeNs, motion.TimeNs);
            return Math.Round(motion.Speed, 9);
        })];
        Assert.Equal([10, 15, 20, 25, 10, 15, 20, 25], speeds);
    }

    [Fact]
    public void Read_DriveCutOff_EndsTheLoopInItsFault()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 20, 20);
        TestMedia.CutOff(path, 0.6);
        using LoopingSource source = new(DriveOpener.Open(path, new DriveOpenOptions()));

        SourceReading reading = SourceReading.ToEnd(source, limit: 50);

        Assert.Equal(FrameReadStatus.Fault, reading.Last.Status);
        Assert.Contains("expected 20 frames", reading.Last.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneFrame_IsAFault()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 1, 20);
        using LoopingSource source = new(DriveOpener.Open(path, new DriveOpenOptions()));

        SourceReading reading = SourceReading.ToEnd(source, limit: 5);

        Assert.Equal($"{path}: expected at least two frames to play in a loop, found fewer", reading.Last.Problem);
    }

    [Fact]
    public void Read_BadFrameInEveryRound_IsReportedInEveryRound()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        TestMedia.CutOff(_folder.At("0002.png"), 0);
        using LoopingSource source = new(DriveOpener.Open(_folder.Path, new DriveOpenOptions()));
        using Mat image = new();

        FrameRead[] reads = [.. Enumerable.Range(0, 6).Select(_ => source.Read(image, TestContext.Current.CancellationToken))];

        Assert.Equal([0L, 1, 2, 3, 4, 5], reads.Select(read => read.FrameId));
        Assert.Equal([2L, 5], reads.Where(read => read.Status == FrameReadStatus.BadFrame).Select(read => read.FrameId));
        Assert.Equal(500_000_000, reads[5].CaptureTimeNs);
    }
}
