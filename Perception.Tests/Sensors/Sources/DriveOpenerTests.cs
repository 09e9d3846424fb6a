using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.EgoMotion;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

public sealed class DriveOpenerTests : IDisposable
{
    private const string KittiCalibration = """
        P0: 700 0 160 0 0 700 120 0 0 0 1 0
        P1: 700 0 160 -378 0 700 120 0 0 0 1 0
        P2: 700 0 160 42 0 700 120 0.2 0 0 1 0.0027
        P3: 700 0 160 -336 0 700 120 2.1 0 0 1 0.0027
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NothingThere_Throws()
    {
        string path = _folder.At("nothing");

        DriveException fault = Assert.Throws<DriveException>(() => Open(path));

        Assert.Equal($"{path}: expected a video file or a drive's folder, found nothing there", fault.Message);
    }

    [Fact]
    public void Open_FolderOfSomethingElse_SaysWhatItHolds()
    {
        _folder.Write("notes.txt", "hello");

        DriveException fault = Assert.Throws<DriveException>(() => Open(_folder.Path));

        Assert.Equal($"{_folder.Path}: expected drive.yaml, KITTI's image_02, or images in the folder, found notes.txt", fault.Message);
    }

    [Fact]
    public void Open_Video_HasNoCalibrationAndSaysWhy()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 3);

        using IRecordedSource source = Open(path);

        Assert.Equal(("trip", "video", path), (source.Description.Id, source.Description.Kind, source.Description.Origin));
        Assert.Null(source.Description.Calibration);
        Assert.Equal("no calibration was given for the video trip.avi", source.Description.CalibrationAbsence);
        Assert.Empty(source.Description.Warnings);
    }

    [Fact]
    public void Open_ImagesWithoutTimestamps_AssumesARateAndSaysSo()
    {
        TestMedia.WriteImages(_folder.Path, 3);

        using IRecordedSource source = Open(_folder.Path);

        Assert.Equal(200_000_000, SourceReading.ToEnd(source).Reads[2].CaptureTimeNs);
        Assert.Equal(
            [$"{_folder.Path}: found neither timestamps.csv nor timestamps.txt, so 10 frames per second are assumed; speeds depend on it"],
            source.Description.Warnings);
    }

    [Fact]
    public void Open_ImagesWithTimestamps_TakesThem()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        _folder.Write("timestamps.txt", "1700000000000000000\n1700000000050000000\n1700000000110000000\n");

        using IRecordedSource source = Open(_folder.Path);

        Assert.Equal(CaptureClock.Utc, source.Description.Clock);
        Assert.Equal(
            [1_700_000_000_000_000_000, 1_700_000_000_050_000_000, 1_700_000_000_110_000_000],
            SourceReading.ToEnd(source).Frames.Select(frame => frame.CaptureTimeNs));
    }

    [Fact]
    public void Open_TimesGoBackwards_NamesFileAndLine()
    {
        TestMedia.WriteImages(_folder.Path, 3);
        string times = _folder.Write("timestamps.csv", "frame,captureTimeNs\n0,100\n1,300\n2,200\n");

        DriveException fault = Assert.Throws<DriveException>(() => Open(_folder.Path));

        Assert.Equal($"{times}:4: expected a time after the line before (1,300), found 2,200", fault.Message);
    }

    [Fact]
    public void Open_CalibrationAskedFor_IsUsed()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 3);
        string calibration = _folder.Write("front.yaml", Samples.CalibrationYaml(TestMedia.Width, TestMedia.Height));

        using IRecordedSource source = DriveOpener.Open(path, new DriveOpenOptions { CalibrationPath = calibration });

        Assert.Equal(1000, source.Description.Calibration!.Fx);
        Assert.Null(source.Description.CalibrationAbsence);
    }

    [Fact]
    public void Open_CalibrationForAnotherSize_NamesBothSizes()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 3);
        string calibration = _folder.Write("front.yaml", Samples.CalibrationYaml(1280, 720));

        CalibrationException fault = Assert.Throws<CalibrationException>(
            () => DriveOpener.Open(path, new DriveOpenOptions { CalibrationPath = calibration }));

        Assert.Equal(
            $"{calibration}: the calibration holds for images of 1280x720, the drive's images are 320x240",
            fault.Message);
    }

    [Fact]
    public void Open_MissingCalibration_Throws()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 3);
        string calibration = _folder.At("front.yaml");

        CalibrationException fault = Assert.Throws<CalibrationException>(
            () => DriveOpener.Open(path, new DriveOpenOptions { CalibrationPath = calibration }));

        Assert.Equal($"{calibration}: expected a calibration file, found none", fault.Message);
    }

    [Fact]
    public void Open_KittiRawWithTimesAndOxts_CountsFromTheFirstImage()
    {
        TestMedia.WriteImages(_folder.At("image_02", "data"), 3);
        _folder.Write("image_02/timestamps.txt", "2011-09-26 13:02:25.900000000\n2011-09-26 13:02:26.003500000\n2011-09-26 13:02:26.100000001\n");
        _folder.Write("oxts/timestamps.txt", "2011-09-26 13:02:25.890000000\n2011-09-26 13:02:25.990000000\n2011-09-26 13:02:26.110000000\n");
        for (int i = 0; i < 3; i++)
        {
            _folder.Write($"oxts/data/000000000{i}.txt", Samples.OxtsLine(10 + i, 0.5));
        }

        _folder.Write("calib.txt", KittiCalibration);

        using IRecordedSource source = Open(_folder.Path);
        SourceReading reading = SourceReading.ToEnd(source);

        Assert.Equal("kitti-raw", source.Description.Kind);
        Assert.Equal([0, 1, 2], reading.Numbers);
        Assert.Equal([0L, 103_500_000, 200_000_001], reading.Frames.Select(frame => frame.CaptureTimeNs));
        Assert.True(source.Description.EgoMotion!.TryAt(90_000_000, out EgoMotionSample motion));
        Assert.Equal(0.5, motion.YawRate);
        Assert.Equal(11 + (0.5 * 0.32), motion.Speed, 12);
        Assert.False(source.Description.EgoMotion.TryAt(210_000_001, out _));
        Assert.Equal(700, source.Description.Calibration!.Fx);
        Assert.Empty(source.Description.Warnings);
    }

    [Fact]
    public void Open_KittiRawWithoutTimes_TakesTenPerSecondAndSaysSo()
    {
        TestMedia.WriteImages(_folder.At("image_02"), 3);

        using IRecordedSource source = Open(_folder.Path);

        Assert.Equal(100_000_000, SourceReading.ToEnd(source).Reads[1].CaptureTimeNs);
        Assert.Contains("no timestamps.txt, so KITTI's 10 frames per second are taken", Assert.Single(source.Description.Warnings), StringComparison.Ordinal);
        Assert.Contains("neither calib_cam_to_cam.txt nor calib.txt", source.Description.CalibrationAbsence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "2011-09-26 13:02:25.890000000\n2011-09-26 13:02:25.990000000\n", "timestamps.txt: expected nanoseconds in the clock of the images, which come without dates, found dates")]
    [InlineData("5\n7\n", "2011-09-26 13:02:25.890000000\n2011-09-26 13:02:25.990000000\n", "timestamps.txt: expected nanoseconds in the clock of the images, which come without dates, found dates")]
    [InlineData("2011-09-26 13:02:25.890000000\n2011-09-26 13:02:25.990000000\n", "5\n7\n", "timestamps.txt: expected dates, as the images have them, found nanoseconds")]
    [InlineData(null, "1700000000000000000\n1700000000100000000\n", ": expected samples from the first frame to the last, 0.000 to 0.100 s, found them from 1700000000.000 to 1700000000.100 s")]
    public void Open_KittiRawWithOxtsOfAnotherTime_SaysSo(string? imageTimes, string oxtsTimes, string problem)
    {
        TestMedia.WriteImages(_folder.At("image_02", "data"), 2);
        if (imageTimes is not null)
        {
            _folder.Write("image_02/timestamps.txt", imageTimes);
        }

        _folder.Write("oxts/timestamps.txt", oxtsTimes);
        _folder.Write("oxts/data/0000000000.txt", Samples.OxtsLine(10, 0));
        _folder.Write("oxts/data/0000000001.txt", Samples.OxtsLine(11, 0));

        EgoMotionException fault = Assert.Throws<EgoMotionException>(() => Open(_folder.Path));

        Assert.StartsWith(_folder.At("oxts"), fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_KittiTrackingMotionEndsBeforeTheImages_SaysSo()
    {
        TestMedia.WriteImages(_folder.At("image_02", "0004"), 3);
        string oxts = _folder.Write("oxts/0004.txt", Samples.OxtsLine(10, 0) + "\n" + Samples.OxtsLine(11, 0));

        using IRecordedSource source = Open(_folder.Path);

        Assert.Equal($"{oxts}: expected samples from the first frame to the last, 0.000 to 0.200 s, found them from 0.000 to 0.100 s; frames outside are followed without", source.Description.Warnings[^1]);
    }

    [Fact]
    public void Open_KittiRawWithTheDayCalibration_FindsItAboveTheSequence()
    {
        TestMedia.WriteImages(_folder.At("drive_0001_sync", "image_02", "data"), 2);
        TestMedia.WriteImages(_folder.At("drive_0001_sync", "image_03", "data"), 2);
        _folder.Write(
            "calib_cam_to_cam.txt",
            "calib_time: 09-Jan-2012 13:57:47\nS_rect_02: 320 240\nP_rect_02: 700 0 160 42 0 700 120 0 0 0 1 0\nS_rect_03: 320 240\nP_rect_03: 701 0 160 -336 0 701 120 0 0 0 1 0\n");

        using IRecordedSource left = Open(_folder.At("drive_0001_sync"));
        using IRecordedSource right = DriveOpener.Open(_folder.At("drive_0001_sync"), new DriveOpenOptions { CameraId = "image_03" });

        Assert.Equal(700, left.Description.Calibration!.Fx);
        Assert.Equal(701, right.Description.Calibration!.Fx);
    }

    [Fact]
    public void Open_KittiTracking_FindsCalibrationAndMotionBeside()
    {
        TestMedia.WriteImages(_folder.At("image_02", "0004"), 3);
        TestMedia.WriteImages(_folder.At("image_02", "0007"), 2);
        _folder.Write("calib/0004.txt", KittiCalibration);
        _folder.Write("label_02/0004.txt", string.Empty);
        _folder.Write("oxts/0004.txt", string.Join('\n', Enumerable.Range(0, 3).Select(i => Samples.OxtsLine(10 + i, 0))));

        using IRecordedSource source = Open(_folder.At("image_02", "0004"));

        Assert.Equal(("0004", "kitti-tracking"), (source.Description.Id, source.Description.Kind));
        Assert.Equal([0, 1, 2], SourceReading.ToEnd(source).Numbers);
        Assert.Equal(700, source.Description.Calibration!.Fx);
        Assert.True(source.Description.EgoMotion!.TryAt(150_000_000, out EgoMotionSample motion));
        Assert.Equal(11.5, motion.Speed, 12);
        Assert.Equal(_folder.At("label_02", "0004.txt"), source.Description.TruthPath);
    }

    [Fact]
    public void Open_KittiTrackingRootWithSeveralSequences_NamesOne()
    {
        TestMedia.WriteImages(_folder.At("image_02", "0004"), 1);
        TestMedia.WriteImages(_folder.At("image_02", "0007"), 1);

        DriveException fault = Assert.Throws<DriveException>(() => Open(_folder.Path));

        Assert.Equal(
            $"{_folder.Path}: expected one sequence, found 2 in image_02; open one of them, e.g. {_folder.At("image_02", "0004")}",
            fault.Message);
    }

    [Fact]
    public void Open_CameraOfADriveWithoutNames_Throws()
    {
        string path = TestMedia.WriteVideo(_folder.At("trip.avi"), 1);

        DriveException fault = Assert.Throws<DriveException>(() => DriveOpener.Open(path, new DriveOpenOptions { CameraId = "rear" }));

        Assert.Equal($"{path}: expected a drive with named cameras, found one without, though 'rear' was asked for", fault.Message);
    }

    [Fact]
    public void Open_SharedKittiSequence_IsCalibrated()
    {
        using IRecordedSource source = Open(SharedFolder.Require("drives/kitti_raw_2011_09_26"));

        Assert.Equal(78, source.Description.FrameCount);
        Assert.Equal((1242, 375), (source.Description.Width, source.Description.Height));
        CameraCalibration calibration = source.Description.Calibration!;
        Assert.Equal(721.5377, calibration.Fx, 4);
        EgoPoint centre = CentreOf(calibration);
        Assert.Equal(1.03 - 0.002746, centre.X, 4);
        Assert.Equal(0.05985, centre.Y, 4);
        Assert.Equal(1.65, centre.Z, 3);
        Assert.Equal(78, SourceReading.ToEnd(source).Frames.Count());
    }

    private static EgoPoint CentreOf(CameraCalibration calibration) =>
        new(calibration.EgoFromCamera.Tx, calibration.EgoFromCamera.Ty, calibration.EgoFromCamera.Tz);

    private static IRecordedSource Open(string path) => DriveOpener.Open(path, new DriveOpenOptions());
}
