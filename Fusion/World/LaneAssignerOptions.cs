using System.ComponentModel.DataAnnotations;

namespace Fusion.World;

/// <summary>How an object is told to be in the ego lane or in a lane beside it. Metres; nominal without a calibration.</summary>
public sealed class LaneAssignerOptions
{
    /// <summary>How far an object must pass a boundary before it changes lanes.</summary>
    [Range(0.0, 1.5)]
    public double BoundaryHysteresis { get; init; } = 0.3;

    /// <summary>How long an object must be seen in another lane before it is said to be there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan SwitchAfter { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long a lane is kept for an object whose place cannot be told.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How far beyond the seen end of the ego lines they are prolonged, as a multiple of their view range.</summary>
    [Range(1.0, 5.0)]
    public double Prolong { get; init; } = 2;

    /// <summary>Width of a vehicle's rear: what a wider box shows is its side.</summary>
    [Range(0.5, 4.0)]
    public double RearWidth { get; init; } = 1.9;

    /// <summary>Where no ego line is known: whether the path straight ahead of the vehicle stands in for the ego lane.</summary>
    public bool UsePathWithoutLines { get; init; } = true;

    /// <summary>Half the width of that path.</summary>
    [Range(0.5, 3.0)]
    public double PathHalfWidth { get; init; } = 1.5;

    /// <summary>Farthest distance up to which that path is believed.</summary>
    [Range(2.0, 100.0)]
    public double PathRange { get; init; } = 30;

    /// <summary>Share of a lane's width beyond its inner boundary up to which an object is in it, where its outer boundary is not known.</summary>
    [Range(0.5, 2.0)]
    public double NeighbourWidth { get; init; } = 1.15;

    /// <summary>A box that ends this close to the image's lower edge is cut off there, pixels.</summary>
    [Range(0.0, 50.0)]
    public double BorderMarginPx { get; init; } = 3;
}
