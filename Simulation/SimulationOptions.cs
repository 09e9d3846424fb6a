using System.ComponentModel.DataAnnotations;
using Sensors;

namespace Simulation;

/// <summary>How a drive is made. Immutable.</summary>
public sealed record SimulationOptions
{
    private const double LongestStep = 0.01;

    /// <summary>Decides everything random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Length of the drive, seconds.</summary>
    [Range(0.05, 600)]
    [Display(Name = "--seconds")]
    public double Seconds { get; init; } = 20;

    /// <summary>Pixels.</summary>
    [Range(64, 3840)]
    [Display(Name = "--size, width")]
    public int Width { get; init; } = 1280;

    /// <summary>Pixels.</summary>
    [Range(64, 2160)]
    [Display(Name = "--size, height")]
    public int Height { get; init; } = 720;

    /// <summary>Frames a second.</summary>
    [Range(0.1, 120)]
    [Display(Name = "--fps")]
    public double FrameRate { get; init; } = 20;

    /// <summary>Threads that draw; the frames do not depend on it.</summary>
    [Range(1, 256)]
    [Display(Name = "--threads")]
    public int Threads { get; init; } = Math.Max(1, System.Environment.ProcessorCount);

    /// <summary>Brown–Conrady k1, k2 of the lens; zero for a rectified camera.</summary>
    public (float K1, float K2) Distortion { get; init; }

    /// <summary>Turns the camera to the left, degrees: the same scene through another camera of the vehicle.</summary>
    [Range(-180.0, 180.0)]
    [Display(Name = "--yaw")]
    public double YawDeg { get; init; }

    /// <summary>Another camera, lens, bonnet and density of traffic with each seed, as training sets need it.</summary>
    public bool Varied { get; init; }

    public int FrameCount => Math.Max(1, (int)Math.Round(Seconds * FrameRate));

    /// <summary>Steps of the traffic from frame to frame: so many that none is longer than 10 ms, and a frame shows its own time.</summary>
    internal int StepsPerFrame => (int)Math.Ceiling(1 / (LongestStep * FrameRate));

    /// <summary>Length of a step, seconds.</summary>
    internal float StepTime => (float)(1 / (FrameRate * StepsPerFrame));

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="SimulationException">A value is outside its range, or the video could not have the size.</exception>
    public void Validate()
    {
        if (OptionRanges.Fault(this) is { } fault)
        {
            throw new SimulationException(fault);
        }

        // The video's colours are stored for two by two pixels.
        if (Width % 2 != 0 || Height % 2 != 0)
        {
            throw new SimulationException($"--size: expected even numbers of pixels, found {Width}x{Height}.");
        }
    }
}
