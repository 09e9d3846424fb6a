using Perception.Tests.Shared;
using global::Sensors.Calibration;

namespace Perception.Tests.Sensors.Calibration;

public sealed class CalibrationFileTests : IDisposable
{
    private const string Kitti = "P2: 700 0 160 42 0 710 120 0.2 0 0 1 0.0027\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LevelCamera_ProjectsTheRoadAhead()
    {
        CameraCalibration camera = Load(Samples.CalibrationYaml(1280, 720), 1280, 720);

        // 10 m ahead of the camera, on the road, 1 m to the right of it: x/z = 0.1, y/z = 1.4 / 10.
        Assert.True(camera.TryProject(new EgoPoint(11.5, -0.9, 0), out Pixel pixel));
        Assert.Equal(640.5 + (1000 * 0.1), pixel.X, 9);
        Assert.Equal(360.5 + (990 * 0.14), pixel.Y, 9);
        Assert.True(camera.TryIntersectGround(pixel, out EgoPoint ground));
        Assert.Equal(11.5, ground.X, 9);
        Assert.Equal(-0.9, ground.Y, 9);
    }

    [Theory]
    [InlineData("pitch", 5, 0, 1)] // looking down: the point straight ahead moves up in the image
    [InlineData("yaw", 5, 1, 0)] // looking left: it moves right
    [InlineData("roll", 5, 0, 0)] // about the axis itself: it stays
    public void Load_PositiveAngle_TurnsAsDocumented(string angle, double degrees, int right, int up)
    {
        string yaml = Samples.CalibrationYaml(1280, 720).Replace($"{angle}: 0.0", $"{angle}: {degrees}", StringComparison.Ordinal);
        CameraCalibration camera = Load(yaml, 1280, 720);

        Assert.True(camera.TryProject(new EgoPoint(101.5, 0.1, 1.4), out Pixel pixel));

        double shift = Math.Tan(double.DegreesToRadians(degrees));
        Assert.Equal(640.5 + (1000 * shift * right), pixel.X, 9);
        Assert.Equal(360.5 - (990 * shift * up), pixel.Y, 9);
    }

    [Fact]
    public void Load_PositiveRoll_TurnsTheCamerasLeftSideUp()
    {
        string yaml = Samples.CalibrationYaml(1280, 720).Replace("roll: 0.0", "roll: 10", StringComparison.Ordinal);
        CameraCalibration camera = Load(yaml, 1280, 720);

        // What lies to the left sinks in the image of a camera whose left side is up.
        Assert.True(camera.TryProject(new EgoPoint(11.5, 1.1, 1.4), out Pixel pixel));
        Assert.True(pixel.X < 640.5);
        Assert.True(pixel.Y > 360.5);
    }

    [Fact]
    public void Load_AllAnglesAtOnce_IsYawThenPitchThenRoll()
    {
        CameraMounting mounting = new(1, 2, 3, 0.1, 0.2, 0.3);
        RigidTransform egoFromCamera = mounting.ToCameraFromEgo().Inverse();

        // Rz(0.3) Ry(0.2) Rx(0.1) applied to forward, left and up, worked out with an independent composition of the rotations.
        (double X, double Y, double Z) forward = Turn((1, 0, 0));
        (double X, double Y, double Z) left = Turn((0, 1, 0));
        (double X, double Y, double Z) up = Turn((0, 0, 1));
        AssertClose(forward, egoFromCamera.Rotate(0, 0, 1));
        AssertClose((-left.X, -left.Y, -left.Z), egoFromCamera.Rotate(1, 0, 0));
        AssertClose((-up.X, -up.Y, -up.Z), egoFromCamera.Rotate(0, 1, 0));
        AssertClose((1, 2, 3), (egoFromCamera.Tx, egoFromCamera.Ty, egoFromCamera.Tz));

        static (double X, double Y, double Z) Turn((double X, double Y, double Z) v)
        {
            (double s, double c) = Math.SinCos(0.1);
            v = (v.X, (c * v.Y) - (s * v.Z), (s * v.Y) + (c * v.Z));
            (s, c) = Math.SinCos(0.2);
            v = ((c * v.X) + (s * v.Z), v.Y, (c * v.Z) - (s * v.X));
            (s, c) = Math.SinCos(0.3);
            return ((c * v.X) - (s * v.Y), (s * v.X) + (c * v.Y), v.Z);
        }
    }

    [Theory]
    [InlineData("fx: 1000.0", "fx: .nan", ":3: intrinsics.fx expected a finite number, found .nan")]
    [InlineData("fx: 1000.0", "fx: NaN", ":3: intrinsics.fx expected a finite number, found NaN")]
    [InlineData("cx: 640.5", "cx: .inf", ":3: intrinsics.cx expected a finite number, found .inf")]
    [InlineData("fx: 1000.0", "fx: 0", ": expected positive focal lengths (the intrinsics are singular otherwise), found fx 0, fy 990")]
    [InlineData("fy: 990.0", "fy: -990.0", ": expected positive focal lengths (the intrinsics are singular otherwise), found fx 1000, fy -990")]
    [InlineData("model: none", "model: brown-conrady", ": distortion BrownConrady expected 5 coefficients, found 0")]
    [InlineData("coefficients: []", "coefficients: [0.1]", ": distortion None expected 0 coefficients, found 1")]
    [InlineData("model: none", "model: radial", ":4: distortion.model expected none, brown-conrady or kannala-brandt, found radial")]
    [InlineData("width: 1280", "width: 0", ": expected a positive image size, found 0x720")]
    [InlineData("width: 1280", "width: wide", ":2: image.width expected a whole number, found wide")]
    [InlineData("image: {width: 1280, height: 720}", "image: 1280x720", ":2: image expected keys of its own, found '1280x720'")]
    [InlineData("schema: 1", "schema: 1\nlens: wide", ":2: unknown key 'lens', expected one of distortion, image, intrinsics, mounting, schema")]
    [InlineData("yaw: 0.0", "jaw: 0.0", ":7: the key 'mounting.rotationDeg.yaw' is missing, expected a number")]
    [InlineData("schema: 1", "schema: 3", ":1: schema expected 1, found 3")]
    [InlineData("schema: 1", "schema: {", ": expected well-formed YAML, found ")]
    [InlineData("schema: 1", "schema: \"1", ":1: expected well-formed YAML, found: ")]
    public void Load_BrokenYaml_NamesFileExpectedAndFound(string right, string wrong, string problem)
    {
        string yaml = Samples.CalibrationYaml(1280, 720);
        Assert.Contains(right, yaml, StringComparison.Ordinal);

        CalibrationException fault = Assert.Throws<CalibrationException>(
            () => Load(yaml.Replace(right, wrong, StringComparison.Ordinal), 1280, 720));

        Assert.StartsWith(_folder.At("camera.yaml") + problem, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Load_UnknownExtension_Throws()
    {
        string path = _folder.Write("camera.json", "{}");

        CalibrationException fault = Assert.Throws<CalibrationException>(() => CalibrationFile.Load(path, 1, 1));

        Assert.Equal($"{path}: expected a calibration in a .yaml or KITTI .txt file, found '.json'", fault.Message);
    }

    [Fact]
    public void Load_Kitti_PutsTheCamerasOffsetIntoTheMounting()
    {
        CameraCalibration camera = CalibrationFile.Load(_folder.Write("calib.txt", Kitti), 320, 240);

        // P2 maps a point of camera 0's frame; level at 1.03 m ahead of the axle and 1.65 m up: (x, y, z) = (-Y, 1.65 - Z, X - 1.03).
        EgoPoint point = new(21.03, 2, 0.65);
        double w = 20 + 0.0027;
        Assert.True(camera.TryProject(point, out Pixel pixel));
        Assert.Equal(((700 * -2) + (160 * 20) + 42) / w, pixel.X, 9);
        Assert.Equal(((710 * 1) + (120 * 20) + 0.2) / w, pixel.Y, 9);
    }

    [Fact]
    public void Load_KittiRaw_TakesTheSizeFromTheFile()
    {
        string path = _folder.Write("calib_cam_to_cam.txt", "S_rect_02: 1.242000e+03 3.750000e+02\nP_rect_02: 700 0 160 42 0 710 120 0.2 0 0 1 0\n");

        CalibrationException fault = Assert.Throws<CalibrationException>(() => CalibrationFile.Load(path, 320, 240));

        Assert.Equal($"{path}: the calibration holds for images of 1242x375, the drive's images are 320x240", fault.Message);
    }

    [Theory]
    [InlineData("P0: 1 2 3\n", ": expected the matrix P_rect_02 or P2, found neither")]
    [InlineData("P2: 700 0 160\n", ": P2 expected 12 numbers, found 3")]
    [InlineData("P2: 700 0 160 42 0 nan 120 0.2 0 0 1 0\n", ": P2 expected finite numbers, found 'nan'")]
    [InlineData("P2: 0 0 160 42 0 710 120 0.2 0 0 1 0\n", ": P2 expected a rectified pinhole with positive focal lengths (fx 0 cx · 0 fy cy · 0 0 1 ·; singular otherwise), found 0 0 160 42 0 710 120 0.2 0 0 1 0")]
    [InlineData("P2: 700 0 609 42 0 710 172 0.2 0 0 1 0\n", ": the principal point of P2 (609, 172) lies outside the drive's images of 320x240")]
    public void Load_BrokenKitti_NamesFileExpectedAndFound(string content, string problem)
    {
        string path = _folder.Write("calib.txt", content);

        CalibrationException fault = Assert.Throws<CalibrationException>(() => CalibrationFile.Load(path, 320, 240));

        Assert.Equal(path + problem, fault.Message);
    }

    [Fact]
    public void Validate_MountingThatIsNoRotation_Throws()
    {
        CameraCalibration good = Load(Samples.CalibrationYaml(1280, 720), 1280, 720);
        CameraCalibration mirrored = good with { CameraFromEgo = new RigidTransform(1, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0) };
        CameraCalibration lost = good with { CameraFromEgo = good.CameraFromEgo with { Tx = double.NaN } };

        good.Validate();
        Assert.Throws<CalibrationException>(mirrored.Validate);
        Assert.Throws<CalibrationException>(lost.Validate);
    }

    [Theory]
    [InlineData("a camera above the ground, found a height of 0 m", 0, 0, 640)]
    [InlineData("a camera above the ground, found a height of -1.3 m", -1.3, 0, 640)]
    [InlineData("at most 80 degrees up or down, found 85", 1.3, 85, 640)]
    [InlineData("at most an image's size outside the image of 1280x720, found cx 64000, cy 360", 1.3, 0, 64000)]
    public void Validate_WhatNoDriveCanHave_SaysWhatWasFound(string expected, double height, double pitchDegrees, double cx)
    {
        CameraCalibration good = Load(Samples.CalibrationYaml(1280, 720), 1280, 720);
        CameraCalibration bad = good with { Cx = cx, Cy = 360, CameraFromEgo = new CameraMounting(1, 0, height, 0, pitchDegrees * Math.PI / 180, 0).ToCameraFromEgo() };

        CalibrationException fault = Assert.Throws<CalibrationException>(bad.Validate);

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static void AssertClose((double X, double Y, double Z) expected, (double X, double Y, double Z) actual)
    {
        Assert.Equal(expected.X, actual.X, 12);
        Assert.Equal(expected.Y, actual.Y, 12);
        Assert.Equal(expected.Z, actual.Z, 12);
    }

    private CameraCalibration Load(string yaml, int width, int height) =>
        CalibrationFile.Load(_folder.Write("camera.yaml", yaml), width, height);
}
