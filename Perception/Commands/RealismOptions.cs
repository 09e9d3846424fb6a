using System.ComponentModel.DataAnnotations;
using Sensors;
using Simulation;

namespace Perception.Commands;

/// <summary>What counts in the measure of realism.</summary>
public sealed record RealismOptions
{
    public string Detector { get; init; } = "yolox_nano_384x640";

    public string LaneNetwork { get; init; } = "twinlitenetplus_small_384x640";

    /// <summary>Measures each n-th frame.</summary>
    [Range(1, 1000)]
    [Display(Name = "--every")]
    public int Every { get; init; } = 5;

    /// <summary>Least height of a vehicle's visible box, pixels.</summary>
    [Range(1, 1000)]
    public float LeastHeight { get; init; } = 30f;

    /// <summary>A vehicle counts while less of it is hidden, share.</summary>
    [Range(0, 1)]
    public float MostHidden { get; init; } = 0.3f;

    /// <summary>Least score of a detection.</summary>
    [Range(0, 1)]
    public float LeastScore { get; init; } = 0.3f;

    /// <summary>Least intersection over union of a match.</summary>
    [Range(0, 1)]
    public float LeastIoU { get; init; } = 0.5f;

    /// <summary>Pixels of the network's mask by which lane lines and paint are dilated.</summary>
    [Range(0, 16)]
    public int Dilation { get; init; } = 2;

    /// <summary>Least probability of a mask's pixel, of 255.</summary>
    [Range(1, 255)]
    public byte LeastProbability { get; init; } = 128;

    /// <exception cref="SimulationException">A value is out of range.</exception>
    public void Validate()
    {
        if (OptionRanges.Fault(this) is { } fault)
        {
            throw new SimulationException(fault);
        }
    }
}
