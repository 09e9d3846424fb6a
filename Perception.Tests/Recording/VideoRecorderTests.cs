using OpenCvSharp;
using Perception.Client;
using Perception.Recording;
using Perception.Tests.Shared;

namespace Perception.Tests.Recording;

/// <summary>Real videos, read back.</summary>
public sealed class VideoRecorderTests : IDisposable
{
    private const long FramePeriodNs = 50_000_000;
    private const double FramesPerSecond = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly Mat _image = new(64, 64, MatType.CV_8UC3, Scalar.Black);

    public void Dispose()
    {
        _image.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Write_FrameDroppedBetweenTheFirstTwo_PlaysAtTheDrivesRate() => AssertVideo(pictures: 3, interval: 1, 0, 2, 3);

    [Fact]
    public void Write_EverySecondFrameIsAskedFor_PlaysAtHalfTheDrivesRate() => AssertVideo(pictures: 3, interval: 2, 0, 4, 6);

    [Fact]
    public void Write_SoughtBackAfterTheFirstPicture_BeginsThere() => AssertVideo(pictures: 3, interval: 1, 7, 2, 3, 4);

    [Fact]
    public void Dispose_OnePictureForAFolderThatIsNotThere_IsAFault()
    {
        using VideoRecorder video = new(_folder.At("no/out.mp4"));
        Write(video, 0);
        video.Dispose();
        Assert.Contains("expected a file that can be written", video.Fault, StringComparison.Ordinal);
    }

    private void Write(VideoRecorder video, params long[] frames)
    {
        foreach (long frame in frames)
        {
            video.Write(new WorldMessage { FrameId = frame, CaptureTimeNs = frame * FramePeriodNs }, _image);
        }
    }

    private void AssertVideo(int pictures, int interval, params long[] frames)
    {
        string path = _folder.At("out.mp4");
        using (VideoRecorder video = new(path, interval))
        {
            Write(video, frames);
            video.Dispose();
            Assert.Null(video.Fault);
        }

        using VideoCapture read = new(path);
        Assert.Equal((pictures, FramesPerSecond / interval), (read.FrameCount, Math.Round(read.Fps, 3)));
    }
}
