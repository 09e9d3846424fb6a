using System.ComponentModel.DataAnnotations;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>Which camera to read, and how patiently.</summary>
public sealed class LiveCameraOptions
{
    /// <summary>The camera's name, unique within the rig; published with every message.</summary>
    [Required]
    public required string Id { get; init; }

    /// <summary>Where the camera is found.</summary>
    public required CameraAddress Address { get; init; }

    /// <summary>Image size, pixels: asked of a device; a camera whose size is stated may be absent at the start.</summary>
    [Range(1, 16384)]
    public int? ImageWidth { get; init; }

    /// <inheritdoc cref="ImageWidth"/>
    [Range(1, 16384)]
    public int? ImageHeight { get; init; }

    /// <summary>Frames per second, asked of a device.</summary>
    [Range(0.1, 1000)]
    public double? FrameRate { get; init; }

    /// <summary>The camera's calibration file, or null.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>How long opening may take before it counts as failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long no image may come before the camera counts as failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait before a failed camera is opened again; each further failure doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="DriveException">A value is out of its range, or two do not go together.</exception>
    public void Validate()
    {
        if (OptionRanges.Faults(this) is [ValidationResult fault, ..])
        {
            throw new DriveException($"camera {Id}: {fault.ErrorMessage}");
        }

        if (ImageWidth is null != ImageHeight is null)
        {
            throw new DriveException($"camera {Id}: expected width and height together, found one of them");
        }

        if (MaxRetryDelay < FirstRetryDelay)
        {
            throw new DriveException(
                $"camera {Id}: expected {nameof(MaxRetryDelay)} of at least {nameof(FirstRetryDelay)} ({FirstRetryDelay}), found {MaxRetryDelay}");
        }
    }
}
