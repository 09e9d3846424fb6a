using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Calibration;

namespace Perception.Tests.Sensors.Calibration;

[Collection(Alone.Name)]
public sealed class LensDistortionTests
{
    private const int Trials = 2000;

    // A dashcam's wide angle lens and a surround-view fisheye.
    private static readonly double[] Wide = [-0.31, 0.11, 0.0008, -0.0006, -0.018];
    private static readonly double[] Fish = [-0.021, 0.0042, -0.0031, 0.0006];

    public static TheoryData<DistortionModel, double[]> Lenses => new()
    {
        { DistortionModel.None, [] },
        { DistortionModel.BrownConrady, Wide },
        { DistortionModel.BrownConrady, [0.05, -0.02, 0, 0, 0] },
        { DistortionModel.KannalaBrandt, Fish },
        { DistortionModel.KannalaBrandt, [0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Lenses))]
    public void Ray_OfAProjectedPoint_LeadsBackToIt(DistortionModel model, double[] coefficients)
    {
        CameraCalibration camera = Camera(model, coefficients);
        Random random = new(7);
        int projected = 0;
        for (int i = 0; i < Trials; i++)
        {
            CameraPoint point = new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, 0.3 + random.NextDouble());
            if (camera.TryProject(point, out Pixel pixel))
            {
                projected++;
                Assert.True(camera.TryRay(pixel, out CameraPoint ray));
                Assert.Equal(point.X / point.Z, ray.X, 1e-9);
                Assert.Equal(point.Y / point.Z, ray.Y, 1e-9);
            }
        }

        Assert.True(projected > Trials / 2);
    }

    [Theory]
    [MemberData(nameof(Lenses))]
    public void TryProject_RayOfAnyPixel_LeadsBackToThePixel(DistortionModel model, double[] coefficients)
    {
        CameraCalibration camera = Camera(model, coefficients);
        Random random = new(8);
        int found = 0;
        for (int i = 0; i < Trials; i++)
        {
            Pixel pixel = new(random.NextDouble() * camera.Width, random.NextDouble() * camera.Height);
            if (camera.TryRay(pixel, out CameraPoint ray))
            {
                found++;
                Assert.True(camera.TryProject(ray, out Pixel back));
                Assert.Equal(pixel.X, back.X, 1e-6);
                Assert.Equal(pixel.Y, back.Y, 1e-6);
            }
        }

        Assert.True(found > Trials * 3 / 4);
    }

    [Fact]
    public void TryProject_BrownConrady_AgreesWithOpenCv()
    {
        CameraCalibration camera = Camera(DistortionModel.BrownConrady, Wide);
        Point3f[] points = RandomPoints(0.45);
        using Mat intrinsics = Intrinsics(camera);
        using Mat coefficients = Mat.FromArray(Wide);
        using Mat zero = new(3, 1, MatType.CV_64FC1, Scalar.All(0));
        using Mat pixels = new();
        using Mat source = Mat.FromArray(points);
        Cv2.ProjectPoints(source, zero, zero, intrinsics, coefficients, pixels);

        AssertSame(camera, points, pixels);
    }

    [Fact]
    public void TryProject_KannalaBrandt_AgreesWithOpenCv()
    {
        CameraCalibration camera = Camera(DistortionModel.KannalaBrandt, Fish);
        Point3f[] points = RandomPoints(1.5);
        using Mat intrinsics = Intrinsics(camera);
        using Mat coefficients = Mat.FromArray(Fish);
        using Mat zero = new(3, 1, MatType.CV_64FC1, Scalar.All(0));
        using Mat source = Mat.FromArray(points);
        using Mat pixels = new();
        Cv2.FishEye.ProjectPoints(source, pixels, zero, zero, intrinsics, coefficients);

        AssertSame(camera, points, pixels);
    }

    [Fact]
    public void TryProject_EquidistantFisheyeAt45Degrees_IsAQuarterPiFromTheCentre()
    {
        CameraCalibration camera = Camera(DistortionModel.KannalaBrandt, [0, 0, 0, 0]);

        Assert.True(camera.TryProject(new CameraPoint(2, 0, 2), out Pixel pixel));

        Assert.Equal(640 + (600 * Math.PI / 4), pixel.X, 9);
        Assert.Equal(360, pixel.Y, 9);
    }

    [Fact]
    public void TryProject_BeyondTheRadiusWhereTheLensFoldsBack_IsRefused()
    {
        // r (1 - 0.31 r²) stops rising at r = sqrt(1 / 0.93) = 1.037.
        CameraCalibration camera = Camera(DistortionModel.BrownConrady, [-0.31, 0, 0, 0, 0]);

        Assert.True(camera.TryProject(new CameraPoint(1.03, 0, 1), out _));
        Assert.False(camera.TryProject(new CameraPoint(1.05, 0, 1), out _));
        Assert.False(camera.TryProject(new CameraPoint(1.8, 0, 1), out _));
        Assert.False(camera.TryRay(new Pixel(640 + (600 * 0.75), 360), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => camera.Ray(new Pixel(640 + (600 * 0.75), 360)));
    }

    [Fact]
    public void TryProject_BehindTheCamera_IsRefused()
    {
        Assert.False(Camera(DistortionModel.KannalaBrandt, Fish).TryProject(new CameraPoint(0.1, 0, -1), out _));
        Assert.False(Camera(DistortionModel.None, []).TryProject(new CameraPoint(0.1, 0, 0), out _));
    }

    [Fact]
    public void ProjectAndRay_SteadyState_AllocateNothing()
    {
        CameraCalibration camera = Camera(DistortionModel.BrownConrady, Wide);
        RoundTrip(camera, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrip(camera, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void RoundTrip(CameraCalibration camera, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _ = camera.TryProject(new CameraPoint(0.3, 0.2, 1), out Pixel pixel) && camera.TryRay(pixel, out _);
        }
    }

    private static Point3f[] RandomPoints(double reach)
    {
        Random random = new(9);
        return [.. Enumerable.Range(0, 300).Select(_ =>
            new Point3f((float)((random.NextDouble() - 0.5) * 2 * reach), (float)((random.NextDouble() - 0.5) * 2 * reach), 1))];
    }

    private static Mat<double> Intrinsics(CameraCalibration camera) =>
        Mat.FromArray(new double[,] { { camera.Fx, 0, camera.Cx }, { 0, camera.Fy, camera.Cy }, { 0, 0, 1 } });

    private static void AssertSame(CameraCalibration camera, Point3f[] points, Mat expected)
    {
        for (int i = 0; i < points.Length; i++)
        {
            Assert.True(camera.TryProject(new CameraPoint(points[i].X, points[i].Y, points[i].Z), out Pixel pixel));
            Point2f opencv = expected.At<Point2f>(i);
            Assert.Equal(opencv.X, pixel.X, 1e-3);
            Assert.Equal(opencv.Y, pixel.Y, 1e-3);
        }
    }

    private static CameraCalibration Camera(DistortionModel model, double[] coefficients) => new()
    {
        Width = 1280,
        Height = 720,
        Fx = 600,
        Fy = 590,
        Cx = 640,
        Cy = 360,
        Distortion = model,
        DistortionCoefficients = coefficients,
        CameraFromEgo = RigidTransform.Identity,
        Source = "test",
    };
}
