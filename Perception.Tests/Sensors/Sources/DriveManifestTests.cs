using System.Security.Cryptography;
using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.EgoMotion;
using global::Sensors.Sources;
using global::Sensors;

namespace Perception.Tests.Sensors.Sources;

public sealed class DriveManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_WholeDrive_GivesAllThatTheManifestStates()
    {
        WriteDrive();

        using IRecordedSource source = Open();
        SourceReading reading = SourceReading.ToEnd(source);

        SourceDescription description = source.Description;
        Assert.Equal(("highway-cut-in", "drive", _folder.Path), (description.Id, description.Kind, description.Origin));
        Assert.Equal("MIT", description.Licence);
        Assert.Equal(_folder.At("truth"), description.TruthPath);
        Assert.Equal(1000, description.Calibration!.Fx);
        Assert.Empty(description.Warnings);
        Assert.True(description.EgoMotion!.TryAt(50_000_000, out EgoMotionSample motion));
        Assert.Equal(20.5, motion.Speed, 12);
        Assert.Equal([0, 1, 2, 3], reading.Numbers);
        Assert.Equal([0L, 40_000_000, 80_000_000, 120_000_000], reading.Frames.Select(frame => frame.CaptureTimeNs));
    }

    [Fact]
    public void Open_ManifestFileItself_OpensItsDrive()
    {
        WriteDrive();

        using IRecordedSource source = DriveOpener.Open(_folder.At("drive.yaml"), new DriveOpenOptions());

        Assert.Equal("highway-cut-in", source.Description.Id);
    }

    [Fact]
    public void Open_ImageFolderWithTimestampsAndInlineCalibration_Works()
    {
        TestMedia.WriteImages(_folder.At("images"), 2);
        _folder.Write("front.csv", "frame,captureTimeNs\n0,5\n1,9\n");
        string calibration = Samples.CalibrationYaml(TestMedia.Width, TestMedia.Height).ReplaceLineEndings("\n      ");
        _folder.Write("drive.yaml", $"""
            schema: 1
            name: two
            cameras:
              - id: front
                media: images/
                timestamps: front.csv
                calibration:
                  {calibration}
            """);

        using IRecordedSource source = Open();

        Assert.Equal([5L, 9], SourceReading.ToEnd(source).Frames.Select(frame => frame.CaptureTimeNs));
        Assert.Equal(1000, source.Description.Calibration!.Fx);
        Assert.Contains("no sha256 is stated", Assert.Single(source.Description.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SecondCamera_IsChosenByItsName()
    {
        TestMedia.WriteVideo(_folder.At("front.avi"), 2);
        TestMedia.WriteVideo(_folder.At("rear.avi"), 3);
        _folder.Write("drive.yaml", "schema: 1\nname: two\ncameras: [{id: front, media: front.avi}, {id: rear, media: rear.avi}]\n");

        using IRecordedSource rear = DriveOpener.Open(_folder.Path, new DriveOpenOptions { CameraId = "rear" });
        SensorException fault = Assert.Throws<DriveException>(() => DriveOpener.Open(_folder.Path, new DriveOpenOptions { CameraId = "left" }));

        Assert.Equal(("two/rear", 3L), (rear.Description.Id, rear.Description.FrameCount));
        Assert.Equal("the drive two/rear states no calibration", rear.Description.CalibrationAbsence);
        Assert.Equal($"{_folder.At("drive.yaml")}: expected one of the cameras front, rear, found that 'left' was asked for", fault.Message);
    }

    [Fact]
    public void Open_WrongSha256_NamesBoth()
    {
        string found = WriteDrive();
        string wrong = new('0', 64);
        Replace(found, wrong);

        DriveException fault = Assert.Throws<DriveException>(Open);

        Assert.Equal($"{_folder.At("front.avi")}: expected SHA-256 {wrong}, found {found}", fault.Message);
    }

    [Theory]
    [InlineData("schema: 1", "schema: 2", ":1: schema expected 1, found 2")]
    [InlineData("schema: 1", "schema: one", ":1: schema expected a whole number, found one")]
    [InlineData("name: highway-cut-in", "title: highway-cut-in", ":1: the key 'name' is missing, expected text")]
    [InlineData("licence: MIT", "license: MIT", ":9: unknown key 'license', expected one of cameras, egoMotion, licence, name, origin, schema, sha256, truth")]
    [InlineData("frameRate: 25.0", "rate: 25.0", ":6: unknown key 'cameras[0].rate', expected one of calibration, frameRate, id, media, timestamps")]
    [InlineData("frameRate: 25.0", "frameRate: fast", ":6: cameras[0].frameRate expected a finite number, found fast")]
    [InlineData("frameRate: 25.0", "frameRate: 1e12", ":6: cameras[0].frameRate expected frames per second, more than 0 and at most 1000000, found 1000000000000")]
    [InlineData("frameRate: 25.0", "frameRate: -1", ":6: cameras[0].frameRate expected frames per second, more than 0 and at most 1000000, found -1")]
    [InlineData("frameRate: 25.0", "frameRate: 25.0\n    timestamps: t.csv", ":7: cameras[0].timestamps expected either frameRate or timestamps, found both")]
    [InlineData("media: front.avi", "media: ../front.avi", ":5: cameras[0].media expected a path inside the drive's folder, found '../front.avi'")]
    [InlineData("media: front.avi", "media: [a, b]", ":5: cameras[0].media expected text, found a list")]
    [InlineData("sha256: {", "sha256: { ./front.avi: \"0000000000000000000000000000000000000000000000000000000000000000\",", ":12: sha256 expected each file once, found 'front.avi' once more under another name")]
    [InlineData("truth: truth/", "truth: truth/\ntruth: again/", ":9: expected well-formed YAML, found: ")]
    [InlineData("licence: MIT", "licence: \"MIT", ":9: expected well-formed YAML, found: ")]
    public void Load_BrokenManifest_NamesFileLineExpectedAndFound(string right, string wrong, string problem)
    {
        WriteDrive();
        Replace(right, wrong);

        DriveException fault = Assert.Throws<DriveException>(Open);

        Assert.StartsWith(_folder.At("drive.yaml") + problem, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("", ": expected one YAML document with keys, found an empty file")]
    [InlineData("just text", ": expected one YAML document with keys, found a scalar")]
    [InlineData("schema: 1\nname: none\ncameras: []\n", ":3: cameras expected at least one camera, found none")]
    [InlineData("schema: 1\nname: none\ncameras: [{id: a, media: x.avi}, {id: a, media: y.avi}]\n", ":3: cameras expected a different id for each camera, found 'a' twice")]
    public void Load_NoDrive_SaysWhy(string content, string problem)
    {
        string path = _folder.Write("drive.yaml", content);

        DriveException fault = Assert.Throws<DriveException>(Open);

        Assert.Equal(path + problem, fault.Message);
    }

    [Fact]
    public void Open_VideoOfAnotherFrameRate_TakesTheManifestsAndSaysSo()
    {
        WriteDrive();
        Replace("frameRate: 25.0", "frameRate: 12.5");

        using IRecordedSource source = Open();

        Assert.Equal(80_000_000, SourceReading.ToEnd(source).Reads[1].CaptureTimeNs);
        Assert.Equal(
            [$"{_folder.At("drive.yaml")}: camera front states 12.5 frames per second, its video 25; the manifest's is taken"],
            source.Description.Warnings);
    }

    [Fact]
    public void Open_MissingMedia_Throws()
    {
        _folder.Write("drive.yaml", "schema: 1\nname: none\ncameras: [{id: front, media: front.mp4}]\n");

        DriveException fault = Assert.Throws<DriveException>(Open);

        Assert.Equal($"{_folder.At("drive.yaml")}: camera front expected the media {_folder.At("front.mp4")}, found none", fault.Message);
    }

    [Fact]
    public void Open_ImageFolderWithoutTimes_Throws()
    {
        TestMedia.WriteImages(_folder.At("images"), 2);
        _folder.Write("drive.yaml", "schema: 1\nname: none\ncameras: [{id: front, media: images}]\n");

        DriveException fault = Assert.Throws<DriveException>(Open);

        Assert.Equal($"{_folder.At("drive.yaml")}: camera front expected a frameRate or timestamps for its image folder, found neither", fault.Message);
    }

    [Fact]
    public void Open_CalibrationForAnotherSize_NamesBothSizes()
    {
        WriteDrive();
        _folder.Write("front_calibration.yaml", Samples.CalibrationYaml(640, 480));

        CalibrationException fault = Assert.Throws<CalibrationException>(Open);

        Assert.Equal(
            $"{_folder.At("front_calibration.yaml")}: the calibration holds for images of 640x480, the drive's images are 320x240",
            fault.Message);
    }

    [Fact]
    public void Open_BrokenEgoMotion_NamesFileAndLine()
    {
        WriteDrive();
        string path = _folder.Write("ego_motion.csv", "captureTimeNs,speed,yawRate\n0,20,0\n0,21,0\n");

        EgoMotionException fault = Assert.Throws<EgoMotionException>(Open);

        Assert.Equal($"{path}:3: expected a time after 0 ns, found 0 ns", fault.Message);
        Assert.DoesNotContain(_folder.At("front.avi"), new DirectoryInfo("/proc/self/fd").EnumerateFiles().Select(open => open.LinkTarget));
    }

    [Fact]
    public void Open_EgoMotionOfAnotherTime_NamesBoth()
    {
        WriteDrive();
        string path = _folder.Write("ego_motion.csv", "captureTimeNs,speed,yawRate\n1700000000000000000,20,0\n1700000001000000000,21,0\n");

        EgoMotionException fault = Assert.Throws<EgoMotionException>(Open);

        Assert.Equal($"{path}: expected samples from the first frame to the last, 0.000 to 0.120 s, found them from 1700000000.000 to 1700000001.000 s", fault.Message);
    }

    [Fact]
    public void Open_EgoMotionEndsBeforeTheDrive_SaysSo()
    {
        WriteDrive();
        string path = _folder.Write("ego_motion.csv", "captureTimeNs,speed,yawRate\n0,20,0\n100000000,21,0\n");

        using IRecordedSource source = Open();

        Assert.Equal([$"{path}: expected samples from the first frame to the last, 0.000 to 0.120 s, found them from 0.000 to 0.100 s; frames outside are followed without"], source.Description.Warnings);
    }

    [Fact]
    public void Open_RangeOfFrames_ComparesTheEgoMotionWithThem()
    {
        WriteDrive();
        string path = _folder.Write("ego_motion.csv", "captureTimeNs,speed,yawRate\n0,20,0\n100000000,21,0\n");

        using IRecordedSource first = DriveOpener.Open(_folder.Path, new DriveOpenOptions { FrameRange = new FrameRange(0, 2) });
        using IRecordedSource last = DriveOpener.Open(_folder.Path, new DriveOpenOptions { FrameRange = new FrameRange(2, null) });

        Assert.Empty(first.Description.Warnings);
        Assert.Equal([$"{path}: expected samples from the first frame to the last, 0.080 to 0.120 s, found them from 0.000 to 0.100 s; frames outside are followed without"], last.Description.Warnings);
    }

    private IRecordedSource Open() => DriveOpener.Open(_folder.Path, new DriveOpenOptions());

    private void Replace(string right, string wrong)
    {
        string manifest = File.ReadAllText(_folder.At("drive.yaml"));
        Assert.Contains(right, manifest, StringComparison.Ordinal);
        File.WriteAllText(_folder.At("drive.yaml"), manifest.Replace(right, wrong, StringComparison.Ordinal));
    }

    /// <summary>Writes a drive of four frames and returns the SHA-256 of its video.</summary>
    private string WriteDrive()
    {
        string video = TestMedia.WriteVideo(_folder.At("front.avi"), 4, 25);
        string sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(video)));
        _folder.Write("front_calibration.yaml", Samples.CalibrationYaml(TestMedia.Width, TestMedia.Height));
        _folder.Write("ego_motion.csv", "captureTimeNs,speed,yawRate\n0,20,0.1\n100000000,21,0.1\n400000000,21,0.1\n");
        _folder.Write("drive.yaml", $"""
            schema: 1
            name: highway-cut-in
            cameras:
              - id: front
                media: front.avi
                frameRate: 25.0
                calibration: front_calibration.yaml
            truth: truth/
            licence: MIT
            egoMotion: ego_motion.csv
            origin: "perceive simulate highway-cut-in --seed 7"
            sha256: {"{"} front.avi: "{sum}" {"}"}
            """);
        return sum;
    }
}
