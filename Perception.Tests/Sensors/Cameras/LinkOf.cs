using OpenCvSharp;
using global::Sensors.Cameras;

namespace Perception.Tests.Sensors.Cameras;

/// <summary>A connection that does something of a test's before it opens and grabs. Without a real one behind it, it finds no image and cannot be interrupted, as a driver cannot.</summary>
internal sealed class LinkOf(ICameraLink? link, Action? open = null, Action? grab = null) : ICameraLink
{
    public void Open()
    {
        open?.Invoke();
        link?.Open();
    }

    public string? Grab()
    {
        grab?.Invoke();
        return link is null ? "none" : link.Grab();
    }

    public string? Retrieve(Mat image) => link?.Retrieve(image);

    public void Interrupt() => link?.Interrupt();

    public void Dispose() => link?.Dispose();
}
