using OpenCvSharp;

namespace Sensors.Sources;

/// <summary>Where frames come from: a recorded drive or a live camera. One thread reads it.</summary>
public interface IFrameSource : IDisposable
{
    SourceDescription Description { get; }

    /// <summary>How many frames it has passed over on the way to those it gave. It grows while one read decodes towards a far frame, which tells that read from one that stands still. Thread safe.</summary>
    long FramesPassed => 0;

    /// <summary>Reads the next frame, blocking until there is one. A live source itself ends a read that stands still, and says that it was interrupted.</summary>
    /// <param name="image">Receives the image, 8-bit BGR; its memory is reused where the size has not changed.</param>
    /// <param name="cancellationToken">Ends a wait for a live camera.</param>
    /// <returns>What was read; a bad frame or a fault is a result, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    FrameRead Read(Mat image, CancellationToken cancellationToken);
}
