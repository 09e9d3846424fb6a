namespace Perception.Service;

/// <summary>One camera of the service's configuration; exactly one of <see cref="Device"/>, <see cref="Url"/>, <see cref="Pipeline"/> and <see cref="Drive"/> is set.</summary>
public sealed record CameraConfiguration
{
    /// <summary>Name of the source in every message; unique.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>Number of a local camera.</summary>
    public int? Device { get; init; }

    /// <summary>RTSP or HTTP address of a camera.</summary>
    public string? Url { get; init; }

    /// <summary>GStreamer pipeline text that ends in an appsink.</summary>
    public string? Pipeline { get; init; }

    /// <summary>A recorded drive, as for <c>perceive replay</c>; relative to the configuration's folder.</summary>
    public string? Drive { get; init; }

    /// <summary>For a drive: start again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Calibration file (YAML or KITTI); relative to the configuration's folder. Null: nothing metric is computed.</summary>
    public string? Calibration { get; init; }
}
