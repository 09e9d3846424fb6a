using System.Net.Sockets;
using System.Net;
using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Cameras;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Cameras;

public sealed class PipedCameraTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Grab_NetworkStream_GivesItsImagesThenSaysThatItEnded()
    {
        RequireProgram("ffmpeg");
        string video = TestMedia.WriteVideo(_folder.At("stream.mkv"), 20, 20);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task sending = SendAsync(listener, video);
        using PipedLink link = PipedLink.ForUrl(CameraAddress.Parse($"tcp://{listener.LocalEndpoint}"));

        link.Open();
        using Mat image = new();
        List<int> numbers = [];
        string? end = link.Grab();
        while (end is null)
        {
            Assert.Null(link.Retrieve(image));
            numbers.Add(TestMedia.NumberIn(image));
            end = link.Grab();
        }

        await sending;
        Assert.InRange(numbers[0], 0, 3);
        Assert.Equal(Enumerable.Range(numbers[0], 20 - numbers[0]), numbers);
        Assert.StartsWith("that ffmpeg ended", end, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NetworkStreamNobodyServes_SaysWhatTheProgramSaid()
    {
        RequireProgram("ffmpeg");
        LiveCameraOptions options = new() { Id = "front", Address = CameraAddress.Parse("rtsp://user:secret@127.0.0.1:1/front") };

        DriveException fault = Assert.Throws<DriveException>(() => LiveCameraSource.Open(options, new UtcCaptureClock(TimeProvider.System), Cancellation));

        Assert.StartsWith(
            "camera front: rtsp://127.0.0.1:1/front: expected a stream that ffmpeg can read, found none (",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("Connection refused", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ProgramMissing_SaysHowToGetIt()
    {
        using PipedLink link = new(CameraAddress.Parse("rtsp://127.0.0.1/front"), "no-such-program", []);

        DriveException fault = Assert.Throws<DriveException>(link.Open);

        Assert.StartsWith(
            "rtsp://127.0.0.1/front: this OpenCV build cannot read it, and the program no-such-program, which could, was not found (apt install ",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Grab_GStreamerPipeline_GivesItsImages()
    {
        RequireProgram("gst-launch-1.0");
        using PipedLink link = PipedLink.ForPipeline(
            CameraAddress.Parse("videotestsrc num-buffers=5 pattern=red ! video/x-raw,width=64,height=48 ! appsink drop=true"));

        link.Open();
        using Mat image = new();
        int count = 0;
        while (link.Grab() is null)
        {
            count++;
            Assert.Null(link.Retrieve(image));
            Vec3b pixel = image.At<Vec3b>(24, 32);
            Assert.InRange(pixel.Item2, 245, 255);
            Assert.InRange(pixel.Item0, 0, 10);
        }

        Assert.Equal(5, count);
        Assert.Equal((64, 48), (image.Width, image.Height));
    }

    [Theory]
    [InlineData("0", CameraAddressKind.Device)]
    [InlineData("/dev/video2", CameraAddressKind.Device)]
    [InlineData("rtsp://10.0.0.4/front", CameraAddressKind.Url)]
    [InlineData("v4l2src ! videoconvert ! appsink", CameraAddressKind.Pipeline)]
    public void Parse_Address_IsRecognised(string text, CameraAddressKind kind) => Assert.Equal(kind, CameraAddress.Parse(text).Kind);

    [Theory]
    [InlineData("front")]
    [InlineData("-1")]
    [InlineData("")]
    public void Parse_NoAddress_SaysWhatOneIs(string text)
    {
        DriveException fault = Assert.Throws<DriveException>(() => CameraAddress.Parse(text));

        Assert.EndsWith($"found '{text}'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtsp://a:p@ss@10.0.0.4/front", "…@10.0.0.4/front")]
    [InlineData("rtsp://a:pa/ss@10.0.0.4/front", "…@10.0.0.4/front")]
    [InlineData("a:secret@10.0.0.4/front", "…@10.0.0.4/front")]
    public void Parse_NoAddressWithPassword_LeavesItOut(string text, string found)
    {
        DriveException fault = Assert.Throws<DriveException>(() => CameraAddress.Parse(text));

        Assert.EndsWith($"found '{found}'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtsp://admin:1234@10.0.0.4/front", "rtsp://10.0.0.4/front")]
    [InlineData("rtsp://admin:secret^1@10.0.0.4/front", "rtsp://10.0.0.4/front")]
    [InlineData("rtsp://admin:100%@10.0.0.4/front", "rtsp://10.0.0.4/front")]
    [InlineData("http://admin:p%40ss@10.0.0.4:8080/front?mail=a@b", "http://10.0.0.4:8080/front?mail=a@b")]
    [InlineData("rtsp://admin:pässwort@10.0.0.4", "rtsp://10.0.0.4")]
    [InlineData("rtsp://admin:pa ss'\"@10.0.0.4/front", "rtsp://10.0.0.4/front")]
    [InlineData("rtsp://10.0.0.4/front@left", "rtsp://10.0.0.4/front@left")]
    [InlineData("rtspsrc location=rtsp://admin:p@^ä%1@10.0.0.4/front latency=0 ! decodebin ! appsink", "rtspsrc location=rtsp://10.0.0.4/front latency=0 ! decodebin ! appsink")]
    [InlineData("rtspsrc location=\"rtsp://a:b@10.0.0.4\" name=c@d ! decodebin", "rtspsrc location=\"rtsp://10.0.0.4\" name=c@d ! decodebin")]
    [InlineData("rtspsrc location=rtsp://10.0.0.4 user-id=c@d user-pw=secret ! decodebin", "rtspsrc location=rtsp://10.0.0.4 user-id=c@d user-pw= ! decodebin")]
    [InlineData("rtspsrc user-pw=\"se cret\" location=rtsp://10.0.0.4 ! decodebin", "rtspsrc user-pw= location=rtsp://10.0.0.4 ! decodebin")]
    public void ToString_AddressWithPassword_LeavesItOut(string text, string shown) => Assert.Equal(shown, CameraAddress.Parse(text).ToString());

    [Fact]
    public void Open_ProgramRepeatsThePassword_LeavesItOut()
    {
        CameraAddress address = CameraAddress.Parse("rtspsrc location=rtsp://admin:secret^1@127.0.0.1/front ! decodebin");
        using PipedLink link = new(address, "/bin/sh", ["-c", "echo 'cannot open rtsp://admin:secret^1@127.0.0.1/front: refused' >&2"]);

        DriveException fault = Assert.Throws<DriveException>(link.Open);

        Assert.Equal(
            "rtspsrc location=rtsp://127.0.0.1/front ! decodebin: expected a stream that /bin/sh can read, found none (cannot open rtsp://127.0.0.1/front: refused)",
            fault.Message);
    }

    private static async Task SendAsync(TcpListener listener, string path)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
        await client.GetStream().WriteAsync(await File.ReadAllBytesAsync(path, Cancellation), Cancellation);
    }

    private static void RequireProgram(string name)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, name))), $"needs the program {name}");
    }
}
