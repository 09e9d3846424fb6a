using OpenCvSharp;
using Perception.Tests.Rigs;
using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.OpticalFlow;

namespace Perception.Tests.Sensors.OpticalFlow;

/// <summary>Drawn sequences whose motion is known.</summary>
[Collection(Alone.Name)]
public sealed class ImageMotionEstimatorTests : IDisposable
{
    private const int Width = 1280;
    private const int Height = 720;

    private readonly ImageMotionEstimator _estimator = new(Width, Height, calibration: null, new ImageMotionOptions());
    private readonly Mat _scene = Texture(seed: 1);

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(7.3, -4.6)]
    [InlineData(-30, 12)]
    [InlineData(0, 40)]
    [InlineData(0.6, 0.3)]
    public void Update_Shift_IsFound(double x, double y) => AssertMotion(Step(x, y), x, y, turn: 0);

    [Fact]
    public void Update_TurnAboutTheMiddle_IsFound() => AssertMotion(Step(5, -3, turn: 0.02), 5, -3, 0.02);

    [Fact]
    public void Update_TravelWithAPitch_GivesThePitchAlone()
    {
        ImageMotionEstimate found = Step(2, -9, growth: 1.03);
        AssertMotion(found, 2, -9, 0);
        Assert.Equal(1, found.Motion!.Value.Scale, 1e-3);
    }

    [Fact]
    public void Update_TravelTowardsAFocusOffTheMiddle_GivesThePitchAlone()
    {
        // A level camera whose principal point is off the middle. Growth about the focus f is growth g about the middle and a shift of (1 - g) · f.
        const double focusX = 120;
        const double focusY = -90;
        const double growth = 1.03;
        CameraCalibration level = new()
        {
            Width = Width,
            Height = Height,
            Fx = 1000,
            Fy = 1000,
            Cx = (Width / 2.0) + focusX,
            Cy = (Height / 2.0) + focusY,
            CameraFromEgo = new CameraMounting(1.5, 0, 1.4, 0, 0, 0).ToCameraFromEgo(),
            Source = "test",
        };
        ImageMotionEstimator estimator = new(Width, Height, level, new ImageMotionOptions());
        using Mat before = Seen(0, 0);
        using Mat after = Seen(2 + ((1 - growth) * focusX), -9 + ((1 - growth) * focusY), 0, growth);
        estimator.Update(before);

        AssertMotion(estimator.Update(after), 2, -9, 0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(40, true)]
    [InlineData(-40, true)]
    [InlineData(70, false)]
    [InlineData(90, false)]
    [InlineData(-90, false)]
    [InlineData(180, true)]
    public void CanTell_CameraLooksAside_OnlyWhereTheFocusIsNear(double yawDegrees, bool expected)
    {
        CameraCalibration camera = RigScene.Looking(yawDegrees * Math.PI / 180);
        CameraCalibration distorted = camera with { Distortion = DistortionModel.BrownConrady, DistortionCoefficients = [-0.31, 0.11, 0.0008, -0.0006, -0.018] };

        Assert.Equal(expected, ImageMotionEstimator.CanTell(camera));
        Assert.Equal(expected, ImageMotionEstimator.CanTell(distorted));
    }

    [Fact]
    public void Update_ALorryGoesItsOwnWay_TheRestCounts()
    {
        using Mat before = Seen(0, 0);
        using Mat after = Seen(6, 4);
        using Mat lorry = Texture(seed: 2);
        Rect where = new(100, 200, 500, 400);
        Paste(lorry, before, where);
        Paste(lorry, after, where + new Point(-14, 9));
        _estimator.Update(before);
        AssertMotion(_estimator.Update(after), 6, 4, 0);
    }

    [Fact]
    public void Update_Brighter_IsTheSame()
    {
        using Mat before = Seen(0, 0);
        using Mat after = Seen(9, -2);
        _estimator.Update(before);
        using Mat brighter = after + new Scalar(25, 25, 25);
        AssertMotion(_estimator.Update(brighter), 9, -2, 0);
    }

    [Fact]
    public void Update_SameFrameTwice_IsNoMotion()
    {
        using Mat image = Seen(0, 0);
        _estimator.Update(image);
        Assert.Equal(ImageMotion.None, _estimator.Update(image).Motion);
    }

    [Fact]
    public void Update_Cut_IsUnknown()
    {
        using Mat before = Seen(0, 0);
        using Mat other = Texture(seed: 3);
        using Mat after = other[new Rect(0, 0, Width, Height)];
        _estimator.Update(before);
        ImageMotionEstimate found = _estimator.Update(after);
        Assert.Null(found.Motion);
        Assert.True(found is { Corners: > 50, Confidence: < 0.2 }, $"{found}");
    }

    [Fact]
    public void Update_Night_IsUnknown()
    {
        for (int frame = 0; frame < 3; frame++)
        {
            using Mat noise = Noise(level: 12, seed: frame);
            Assert.Null(_estimator.Update(noise).Motion);
        }
    }

    [Fact]
    public void Update_AfterReset_IsUnknownOnce()
    {
        Assert.NotNull(Step(3, 0).Motion);
        _estimator.Reset();
        using Mat image = Seen(0, 0);
        Assert.Null(_estimator.Update(image).Motion);
        Assert.NotNull(_estimator.Update(image).Motion);
    }

    [Fact]
    public void Update_TwoEstimators_GiveTheSameBitsAndAllocateNothing()
    {
        ImageMotionEstimator second = new(Width, Height, calibration: null, new ImageMotionOptions());
        Mat[] frames = [.. Enumerable.Range(0, 8).Select(i => Seen(4 * i, -2 * i, 0.002 * i, 1 + (0.01 * i)))];
        ImageMotionEstimate[] first = new ImageMotionEstimate[frames.Length];
        Measure(_estimator);
        _estimator.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Measure(_estimator);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        ImageMotionEstimate[] kept = [.. first];
        Measure(second);
        Assert.Equal(kept, first);
        Assert.All(kept.Skip(1), estimate => Assert.NotNull(estimate.Motion));
        Array.ForEach(frames, frame => frame.Dispose());

        void Measure(ImageMotionEstimator estimator)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                first[i] = estimator.Update(frames[i]);
            }
        }
    }

    [Fact]
    public void Update_ImageOfAnotherSize_IsRefused()
    {
        using Mat small = new(360, 640, MatType.CV_8UC3, Scalar.All(0));
        Assert.Throws<ArgumentException>(() => _estimator.Update(small));
    }

    private static void AssertMotion(ImageMotionEstimate found, double x, double y, double turn)
    {
        const double within = 0.35;
        Assert.True(found.Motion is not null, $"{found}");
        (double foundX, double foundY) = found.Motion!.Value.Apply(Width / 2.0, Height / 2.0);
        Assert.Equal(x, foundX - (Width / 2.0), within);
        Assert.Equal(y, foundY - (Height / 2.0), within);
        Assert.Equal(turn, found.Motion.Value.C, 1e-3);
        Assert.InRange(found.Confidence, 0.4, 1);
    }

    /// <summary>From the scene as it is to the scene moved.</summary>
    private ImageMotionEstimate Step(double x, double y, double turn = 0, double growth = 1)
    {
        using Mat before = Seen(0, 0);
        using Mat after = Seen(x, y, turn, growth);
        _estimator.Update(before);
        return _estimator.Update(after);
    }

    /// <summary>The scene grown and turned (rad, from X to Y) about the image's middle, then shifted.</summary>
    private Mat Seen(double x, double y, double turn = 0, double growth = 1)
    {
        const double margin = 160;
        double cos = growth * Math.Cos(turn);
        double sin = growth * Math.Sin(turn);

        // OpenCV counts from the middle of the first pixel.
        double middleX = (Width - 1) / 2.0;
        double middleY = (Height - 1) / 2.0;
        double fromX = middleX + margin;
        double fromY = middleY + margin;
        double[,] affine = { { cos, -sin, middleX + x - (cos * fromX) + (sin * fromY) }, { sin, cos, middleY + y - (sin * fromX) - (cos * fromY) } };
        using Mat matrix = Mat.FromArray(affine);
        Mat image = new();
        Cv2.WarpAffine(_scene, image, matrix, new Size(Width, Height), InterpolationFlags.Cubic);
        return image;
    }

    private static Mat Texture(int seed)
    {
        using Mat coarse = new(45, 70, MatType.CV_8UC3);
        Fill(coarse, 256, seed);
        Mat scene = new();
        Cv2.Resize(coarse, scene, new Size(Width + 320, Height + 320), 0, 0, InterpolationFlags.Cubic);
        return scene;
    }

    private static Mat Noise(int level, int seed)
    {
        Mat image = new(Height, Width, MatType.CV_8UC3);
        Fill(image, level, seed);
        return image;
    }

    private static void Fill(Mat image, int limit, int seed)
    {
        Random random = new(seed);
        (int rows, int columns) = (image.Rows, image.Cols);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                byte grey = (byte)random.Next(limit);
                image.Set(y, x, new Vec3b(grey, grey, grey));
            }
        }
    }

    private static void Paste(Mat from, Mat to, Rect where)
    {
        using Mat part = from[new Rect(0, 0, where.Width, where.Height)];
        using Mat place = to[where];
        part.CopyTo(place);
    }
}
