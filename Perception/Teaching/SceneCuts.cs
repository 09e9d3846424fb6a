using OpenCvSharp;

namespace Perception.Teaching;

/// <summary>Tells where one scene ends in a row of images: their small grey pictures no longer look alike. Not thread safe.</summary>
public sealed class SceneCuts : IDisposable
{
    // Correlation of normalised 32 x 18 pictures; neighbouring frames of a clip stay above 0.9, other places lie around 0.2.
    private const double LeastLikeness = 0.6;
    private static readonly Size Small = new(32, 18);
    private readonly Mat _before = new();
    private readonly Mat _now = new();
    private readonly Mat _product = new();

    /// <summary>Whether an image begins a scene; the first one does.</summary>
    public bool IsCut(Mat image)
    {
        using Mat grey = new();
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.Resize(grey, grey, Small, 0, 0, InterpolationFlags.Area);
        grey.ConvertTo(_now, MatType.CV_32FC1);
        Cv2.MeanStdDev(_now, out Scalar mean, out Scalar deviation);
        _now.ConvertTo(_now, MatType.CV_32FC1, 1 / Math.Max(deviation.Val0, 1), -mean.Val0 / Math.Max(deviation.Val0, 1));
        bool isCut = true;
        if (!_before.Empty())
        {
            Cv2.Multiply(_before, _now, _product);
            isCut = Cv2.Mean(_product).Val0 < LeastLikeness;
        }

        _now.CopyTo(_before);
        return isCut;
    }

    public void Dispose()
    {
        _before.Dispose();
        _now.Dispose();
        _product.Dispose();
    }
}
