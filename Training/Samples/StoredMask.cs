using OpenCvSharp;

namespace Training.Samples;

/// <summary>A mask in memory; owns both images.</summary>
/// <param name="Probability">8-bit: 0 to 255 for 0 to 1.</param>
/// <param name="Known">8-bit: 255 where the mask is labelled, else 0.</param>
internal sealed record StoredMask(Mat Probability, Mat Known) : IDisposable
{
    public void Dispose()
    {
        Probability.Dispose();
        Known.Dispose();
    }
}
