using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Cameras;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Cameras;

[Collection(Alone.Name)]
public sealed class LiveCameraSourceTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TimerTime _time = new();
    private readonly UtcCaptureClock _clock;
    private readonly MjpegServer _server = new();
    private readonly Mat _image = new();

    public LiveCameraSourceTests() => _clock = new UtcCaptureClock(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static long StartNs => (Start - DateTimeOffset.UnixEpoch).Ticks * 100;

    public void Dispose()
    {
        _image.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_MotionJpeg_GivesEachImageWithItsArrivalTime(bool withLength)
    {
        using LiveCameraSource source = await OpenAndReadAsync();

        Assert.Equal((TestMedia.Width, TestMedia.Height), (source.Description.Width, source.Description.Height));
        Assert.Equal(("front", "camera", CaptureClock.Utc, true), (source.Description.Id, source.Description.Kind, source.Description.Clock, source.Description.IsLive));
        _time.Advance(TimeSpan.FromMilliseconds(40));
        await _server.SendAsync(MjpegServer.Jpeg(2), Cancellation, withLength);
        await _server.SendAsync(MjpegServer.Jpeg(3), Cancellation, withLength);
        await _server.WriteAsync("--frame\r\n", Cancellation);
        AssertFrame(source.Read(_image, Cancellation), 1, StartNs + 40_000_000, 2);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        AssertFrame(source.Read(_image, Cancellation), 2, StartNs + 80_000_000, 3);
    }

    [Fact]
    public async Task Read_FirstLongAfterOpening_GivesTheNextImageAndNoneThatCameMeanwhile()
    {
        using SemaphoreSlim grabs = new(0);
        using LiveCameraSource source = await OpenAsync(makeLink: () => new LinkOf(new MjpegHttpLink(_server.Address, TimeSpan.FromSeconds(10)), grab: () => grabs.Release()));
        await _server.SendAsync(MjpegServer.Jpeg(1), Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(2), Cancellation);
        for (int grab = 0; grab < 4; grab++)
        {
            // That of the opening, those of the two images, and the one that waits for the next.
            await grabs.WaitAsync(Cancellation);
        }

        _time.Advance(TimeSpan.FromSeconds(30));

        AssertFrame(await ReadSentAsync(source, image: 3), 0, StartNs + 30_000_000_000, 3);
        await _server.SendAsync(MjpegServer.Jpeg(4), Cancellation);
        AssertFrame(source.Read(_image, Cancellation), 1, StartNs + 30_000_000_001, 4);
    }

    [Fact]
    public async Task Read_CameraLostBeforeTheFirstRead_IsInterrupted()
    {
        using LiveCameraSource source = await OpenAsync();
        _server.HangUp();

        Assert.Equal($"{_server.Address}: expected an image, found that the stream ended", source.Read(_image, Cancellation).Problem);
    }

    [Fact]
    public async Task Read_ConnectionLost_IsInterruptedThenOpenedAgainAfterThePause()
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        _server.HangUp();

        FrameRead lost = source.Read(_image, Cancellation);

        Assert.Equal(FrameReadStatus.Interrupted, lost.Status);
        Assert.Equal($"{_server.Address}: expected an image, found that the stream ended", lost.Problem);
        Task<FrameRead> again = ReadAsync(source);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(0.5), Cancellation);
        Assert.False(again.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        await _server.AcceptAsync(Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(7), Cancellation);
        AssertFrame(await again, 1, StartNs + 500_000_000, 7);
    }

    [Fact]
    public async Task Read_CameraStaysAway_PausesDoubleUpToTheLimit()
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        _server.GoAway();
        Assert.Equal(FrameReadStatus.Interrupted, source.Read(_image, Cancellation).Status);

        foreach (double pause in new[] { 0.5, 1, 2, 4, 4 })
        {
            Task<FrameRead> attempt = ReadAsync(source);
            await _time.WhenArmedAsync(TimeSpan.FromSeconds(pause), Cancellation);
            _time.Advance(TimeSpan.FromSeconds(pause));
            FrameRead read = await attempt;
            Assert.Equal(FrameReadStatus.Interrupted, read.Status);
            Assert.Equal(1, read.FrameId);
            Assert.NotNull(read.Problem);
        }
    }

    [Fact]
    public async Task Read_CameraHangs_IsInterruptedAfterTheLimit()
    {
        using LiveCameraSource source = await OpenAndReadAsync();

        Task<FrameRead> hanging = ReadAsync(source);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(2), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        FrameRead read = await hanging;

        Assert.Equal(FrameReadStatus.Interrupted, read.Status);
        Assert.Equal($"{_server.Address}: expected an image within 2 s, found none", read.Problem);
    }

    [Fact]
    public async Task Read_CameraHangs_ItsConnectionIsClosed()
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        Task<FrameRead> hanging = ReadAsync(source);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(2), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        _ = await hanging;

        await _server.WhenHungUpAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task Read_DriverHoldsTheCamera_IsNotOpenedASecondTimeUntilItLetsGo()
    {
        using ManualResetEventSlim letsGo = new();
        TaskCompletionSource isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int opened = 0;
        void Hold()
        {
            isHeld.TrySetResult();
            letsGo.Wait(Cancellation);
        }

        LiveCameraOptions options = new() { Id = "front", Address = CameraAddress.Parse("/dev/video97"), ImageWidth = 320, ImageHeight = 240 };
        Task<LiveCameraSource> opening = Task.Run(
            () => LiveCameraSource.Open(options, _clock, () => new LinkOf(null, () => opened++, Hold), Cancellation), Cancellation);
        await isHeld.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await PassAsync(options.ReadTimeout);
        using LiveCameraSource source = await opening;

        Task<FrameRead> held = ReadAsync(source);
        await PassAsync(TimeSpan.FromSeconds(0.5));
        Assert.Equal("/dev/video97: expected the camera's driver to let go of it, found that it still holds it", (await held).Problem);
        Assert.Equal(1, opened);

        letsGo.Set();
        Task<FrameRead> again = ReadAsync(source);
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("/dev/video97: expected an image, found none", (await again).Problem);
        Assert.Equal(2, opened);

        async Task PassAsync(TimeSpan duration)
        {
            await _time.WhenArmedAsync(duration, Cancellation);
            _time.Advance(duration);
        }
    }

    [Fact]
    public async Task Read_CancelledInThePause_Throws()
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        _server.GoAway();
        Assert.Equal(FrameReadStatus.Interrupted, source.Read(_image, Cancellation).Status);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Task<FrameRead> waiting = Task.Run(() => source.Read(_image, stop.Token), Cancellation);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(0.5), Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Read_DamagedImage_IsABadFrameAndTheNextIsGood()
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        byte[] jpeg = MjpegServer.Jpeg(2);
        await _server.SendAsync(jpeg[..(jpeg.Length / 2)], Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(3, 64, 48), Cancellation);
        await _server.SendAsync([], Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(4), Cancellation);

        FrameRead cut = source.Read(_image, Cancellation);
        FrameRead small = source.Read(_image, Cancellation);
        FrameRead empty = source.Read(_image, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        FrameRead good = source.Read(_image, Cancellation);

        Assert.Equal(FrameReadStatus.BadFrame, cut.Status);
        Assert.Equal($"{_server.Address}: expected an image, found one that is cut off after {jpeg.Length / 2} bytes", cut.Problem);
        Assert.Equal(FrameReadStatus.BadFrame, small.Status);
        Assert.Equal($"{_server.Address}: expected an image, found one of 64x48 instead of 320x240", small.Problem);
        Assert.Equal($"{_server.Address}: expected an image, found an empty one", empty.Problem);
        AssertFrame(good, 4, StartNs + 1_000_000_000, 4);
    }

    [Theory]
    [InlineData(-3600, 49_750_000)]
    [InlineData(3600, 50_250_000)]
    public async Task Read_WallClockSet_TimesGoOnByTheMonotonicClock(int seconds, long afterNs)
    {
        using LiveCameraSource source = await OpenAndReadAsync();
        _time.StepWallClock(TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await _server.SendAsync(MjpegServer.Jpeg(2), Cancellation);

        AssertFrame(source.Read(_image, Cancellation), 1, StartNs + afterNs, 2);
    }

    [Fact]
    public async Task Read_SteadyState_AllocatesNothing()
    {
        using LiveCameraSource source = await OpenAsync(new UtcCaptureClock(TimeProvider.System), readTimeout: TimeSpan.FromMinutes(1));
        Task sending = Task.Run(SendUntilHungUpAsync, Cancellation);

        // The first wait of all makes what later ones use again, and may come late where images wait already: it falls into one pass alone.
        long least = long.MaxValue;
        for (int pass = 0; pass < 4 && least > 0; pass++)
        {
            least = Math.Min(least, Allocation.PerFrameAfterWarmUp(source, warmUp: 40, frames: 80));
        }

        Assert.Equal(0, least);
        source.Dispose();
        await sending;

        async Task SendUntilHungUpAsync()
        {
            byte[] jpeg = MjpegServer.Jpeg(2);
            try
            {
                while (true)
                {
                    await _server.SendAsync(jpeg, Cancellation);
                }
            }
            catch (IOException)
            {
                // The source is closed.
            }
        }
    }

    internal static LiveCameraOptions Options(CameraAddress address, TimeSpan? readTimeout = null) =>
        new() { Id = "front", Address = address, MaxRetryDelay = TimeSpan.FromSeconds(4), ReadTimeout = readTimeout ?? TimeSpan.FromSeconds(2) };

    private async Task<LiveCameraSource> OpenAsync(UtcCaptureClock? clock = null, TimeSpan? readTimeout = null, Func<ICameraLink>? makeLink = null)
    {
        Task<LiveCameraSource> opening = Task.Run(() => LiveCameraSource.Open(Options(_server.Address, readTimeout), clock ?? _clock, makeLink, Cancellation), Cancellation);
        await _server.AcceptAsync(Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(0), Cancellation);
        return await opening;
    }

    /// <summary>An open source that has given frame 0, with image 1, at the start: next to the image of the opening, which has the start itself.</summary>
    private async Task<LiveCameraSource> OpenAndReadAsync()
    {
        LiveCameraSource source = await OpenAsync();
        AssertFrame(await ReadSentAsync(source, image: 1), 0, StartNs + 1, 1);
        return source;
    }

    /// <summary>A read of an image that is sent when it is waited for: not before, for the first would then be left out.</summary>
    private async Task<FrameRead> ReadSentAsync(LiveCameraSource source, int image)
    {
        Task<FrameRead> reading = ReadAsync(source);
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(2), Cancellation);
        await _server.SendAsync(MjpegServer.Jpeg(image), Cancellation);
        return await reading;
    }

    private Task<FrameRead> ReadAsync(LiveCameraSource source) => Task.Run(() => source.Read(_image, Cancellation), Cancellation);

    private void AssertFrame(FrameRead read, long frameId, long timeNs, int number)
    {
        Assert.Equal(new FrameRead(FrameReadStatus.Frame, frameId, timeNs, null), read);
        Assert.Equal(number, TestMedia.NumberIn(_image));
    }
}
