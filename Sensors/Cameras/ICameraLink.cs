using OpenCvSharp;

namespace Sensors.Cameras;

/// <summary>One connection to a camera, from opening to loss; a camera that comes back gets a new one.</summary>
/// <remarks>
/// <see cref="Open"/>, <see cref="Grab"/> and <see cref="IDisposable.Dispose"/> are called on one thread, which they may block;
/// <see cref="Retrieve"/> on another while none of them runs; <see cref="Interrupt"/> on any.
/// </remarks>
internal interface ICameraLink : IDisposable
{
    /// <summary>Connects.</summary>
    /// <exception cref="Sources.DriveException">The camera cannot be reached or read.</exception>
    void Open();

    /// <summary>Waits for the next image.</summary>
    /// <returns>Null where one has come; else why none will, for "…, found …".</returns>
    string? Grab();

    /// <summary>Decodes the image that came last, 8-bit BGR.</summary>
    /// <returns>Null where that worked; else what was found instead of an image.</returns>
    string? Retrieve(Mat image);

    /// <summary>Ends a wait as far as the connection allows it.</summary>
    void Interrupt();
}
