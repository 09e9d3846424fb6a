using MessagePack;

namespace Perception.Client;

/// <summary>A camera's calibration, or why there is none.</summary>
[MessagePackObject]
public sealed class CalibrationMessage
{
    [Key(0)]
    public CalibrationState State { get; set; }

    /// <summary>Why it is absent, as one sentence; null where it is present.</summary>
    [Key(1)]
    public string? Reason { get; set; }

    /// <summary>Where it came from, e.g. the file's path; null where it is absent, and so are all fields below.</summary>
    [Key(2)]
    public string? Source { get; set; }

    /// <summary>Size of the images that the intrinsics hold for, pixels.</summary>
    [Key(3)]
    public int? Width { get; set; }

    /// <inheritdoc cref="Width"/>
    [Key(4)]
    public int? Height { get; set; }

    /// <summary>Focal length, pixels.</summary>
    [Key(5)]
    public double? Fx { get; set; }

    /// <inheritdoc cref="Fx"/>
    [Key(6)]
    public double? Fy { get; set; }

    /// <summary>Principal point, pixels.</summary>
    [Key(7)]
    public double? Cx { get; set; }

    /// <inheritdoc cref="Cx"/>
    [Key(8)]
    public double? Cy { get; set; }

    /// <summary>The distortion model: <c>none</c>, <c>brownConrady</c> or <c>kannalaBrandt</c>.</summary>
    [Key(9)]
    public string? Distortion { get; set; }

    /// <summary>The coefficients of that model, in its order.</summary>
    [Key(10)]
    public List<double> DistortionCoefficients { get; set => field = value ?? []; } = [];

    /// <summary>Takes ego points to the camera optical frame: the 12 numbers of [R | t], row-major, t in metres; empty where it is absent.</summary>
    [Key(11)]
    public List<double> CameraFromEgo { get; set => field = value ?? []; } = [];
}
