using Perception.Pipeline;

namespace Perception.Service;

/// <summary>One camera of the service's configuration; either <see cref="Address"/> or <see cref="Drive"/> is set.</summary>
public sealed record CameraConfiguration
{
    /// <summary>Name of the source in every message; unique.</summary>
    public required string Id { get; init; }

    /// <summary>A live camera: device index or path, URL (RTSP, HTTP), or GStreamer pipeline text.</summary>
    public string? Address { get; init; }

    /// <summary>Size of the camera's images, pixels; where it is stated, the camera may be away when the service starts.</summary>
    public int? Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public int? Height { get; init; }

    /// <summary>Frames a second to ask of a device; null leaves it to the device.</summary>
    public double? FrameRate { get; init; }

    /// <summary>A recorded drive, as for <c>perceive replay</c>.</summary>
    public string? Drive { get; init; }

    /// <summary>For a drive: which of its cameras; null takes the first.</summary>
    public string? DriveCamera { get; init; }

    /// <summary>For a drive: start again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Calibration file (YAML or KITTI); null: a drive's own, and of a live camera nothing metric is computed.</summary>
    public string? Calibration { get; init; }

    /// <summary>What the link behind this camera's capture does; null takes the service's.</summary>
    public DeliveryPolicy? Delivery { get; init; }
}
