namespace Sensors.Cameras;

/// <summary>The kinds of address that a live camera can have.</summary>
public enum CameraAddressKind
{
    /// <summary>A device of this machine, by index or path.</summary>
    Device,

    /// <summary>A stream on the network.</summary>
    Url,

    /// <summary>The text of a GStreamer pipeline.</summary>
    Pipeline,
}
