using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.Cameras;
using global::Sensors.Sources;
using static Perception.Tests.Sensors.Cameras.LiveCameraSourceTests;

namespace Perception.Tests.Sensors.Cameras;

/// <summary>What the opening of a camera says where there is none, or not the one that was meant.</summary>
[Collection(Alone.Name)]
public sealed class LiveCameraOpeningTests : IDisposable
{
    private readonly TimerTime _time = new();
    private readonly UtcCaptureClock _clock;
    private readonly MjpegServer _server = new();

    public LiveCameraOpeningTests() => _clock = new UtcCaptureClock(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Open_NobodyThere_Throws()
    {
        CameraAddress address = _server.Address;
        _server.GoAway();

        DriveException fault = Assert.Throws<DriveException>(() => LiveCameraSource.Open(Options(address), _clock, Cancellation));

        Assert.StartsWith($"camera front: {address}: expected a camera that answers, found none (", fault.Message, StringComparison.Ordinal);
        Assert.Contains(address.Text["http://".Length..^"/camera".Length] + ")", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NobodyThereButSizeStated_StartsInterruptedAndConnectsLater()
    {
        LiveCameraOptions options = new()
        {
            Id = "front",
            Address = CameraAddress.Parse("tcp://127.0.0.1:1"),
            ImageWidth = TestMedia.Width,
            ImageHeight = TestMedia.Height,
        };

        using LiveCameraSource source = await Task.Run(() => LiveCameraSource.Open(options, _clock, Cancellation), Cancellation);
        using Mat image = new();
        Task<FrameRead> read = Task.Run(() => source.Read(image, Cancellation), Cancellation);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(0.5), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(FrameReadStatus.Interrupted, (await read).Status);
        Assert.Equal(TestMedia.Width, source.Description.Width);
        Assert.Equal(["tcp://127.0.0.1:1: read through the program ffmpeg, because this OpenCV build cannot read it"], source.Description.Warnings);
    }

    [Theory]
    [InlineData("text/html", "200 OK", "expected motion JPEG (multipart/x-mixed-replace with a boundary), found text/html")]
    [InlineData("text/html", "401 Unauthorized", "expected the camera to answer 200, found 401 Unauthorized")]
    public async Task Open_NotMotionJpeg_SaysWhatWasFound(string type, string status, string problem)
    {
        Task<LiveCameraSource> opening = Task.Run(() => LiveCameraSource.Open(Options(_server.Address), _clock, Cancellation), Cancellation);
        await _server.AcceptAsync(Cancellation, type, status);

        DriveException fault = await Assert.ThrowsAsync<DriveException>(() => opening);

        Assert.Equal($"camera front: {_server.Address}: {problem}", fault.Message);
    }

    [Fact]
    public async Task Open_MediaTypeInOtherLetters_IsMotionJpeg()
    {
        Task<LiveCameraSource> opening = Task.Run(() => LiveCameraSource.Open(Options(_server.Address), _clock, Cancellation), Cancellation);
        await _server.AcceptAsync(Cancellation, "Multipart/X-Mixed-Replace; Boundary=frame");
        await _server.SendAsync(MjpegServer.Jpeg(1), Cancellation);

        using LiveCameraSource source = await opening;

        Assert.Equal(TestMedia.Width, source.Description.Width);
    }

    [Fact]
    public async Task Open_CalibrationForAnotherSize_Throws()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("front.yaml", Samples.CalibrationYaml(1280, 720));
        LiveCameraOptions options = new() { Id = "front", Address = _server.Address, CalibrationPath = path };
        Task<LiveCameraSource> opening = Task.Run(() => LiveCameraSource.Open(options, _clock, Cancellation), Cancellation);
        await _server.AcceptAsync(Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(1), Cancellation);

        CalibrationException fault = await Assert.ThrowsAsync<CalibrationException>(() => opening);

        Assert.Equal($"{path}: the calibration holds for images of 1280x720, the drive's images are 320x240", fault.Message);
    }

    [Fact]
    public void Open_NoSuchDevice_Throws()
    {
        DriveException fault = Assert.Throws<DriveException>(
            () => LiveCameraSource.Open(Options(CameraAddress.Parse("/dev/video97")), _clock, Cancellation));

        Assert.Equal(
            "camera front: /dev/video97: expected a camera that OpenCV can open, found none (is it plugged in, and may this user read it?)",
            fault.Message);
    }

    [Fact]
    public void Open_AddressThatOnlyBeginsLikeHttp_Throws()
    {
        CameraAddress address = CameraAddress.Parse("httpx://127.0.0.1:1/camera");

        DriveException fault = Assert.Throws<DriveException>(() => LiveCameraSource.Open(Options(address), new UtcCaptureClock(TimeProvider.System), Cancellation));

        Assert.StartsWith($"camera front: {address}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ffmpeg", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LinkFailsWithAnyException_IsTheCamerasFault()
    {
        static void Fail() => throw new NotSupportedException("the library cannot do this");

        DriveException fault = Assert.Throws<DriveException>(
            () => LiveCameraSource.Open(Options(_server.Address), new UtcCaptureClock(TimeProvider.System), () => new LinkOf(null, open: Fail), Cancellation));

        Assert.Equal("camera front: the library cannot do this", fault.Message);
    }

    [Fact]
    public void Open_OptionOutOfRange_Throws()
    {
        LiveCameraOptions options = new() { Id = "front", Address = _server.Address, ReadTimeout = TimeSpan.Zero };

        DriveException fault = Assert.Throws<DriveException>(() => LiveCameraSource.Open(options, _clock, Cancellation));

        Assert.Contains("ReadTimeout", fault.Message, StringComparison.Ordinal);
    }
}
