using OpenCvSharp;

namespace Perception.Teaching;

/// <summary>Given truth of a clip. Frames are asked for in ascending order. Not thread safe.</summary>
public interface IClipTruth : IDisposable
{
    /// <summary>As <see cref="IImageTruth.Note"/>, of the whole clip.</summary>
    string? Note { get; }

    /// <summary>One line that changes where the truth does.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    string Fingerprint();

    /// <summary>The objects of a frame.</summary>
    /// <param name="frameId">From 0.</param>
    /// <param name="width">Of the image, pixels.</param>
    /// <param name="height">Of the image, pixels.</param>
    GivenLabels Objects(long frameId, int width, int height);

    /// <summary>Masks of the image's size as <see cref="SourceFrame.Drivable"/> has them, or null. The caller disposes them.</summary>
    (Mat Drivable, Mat LaneLines)? Masks(long frameId);
}
