namespace Simulation.Rendering;

/// <summary>What a pixel is, as flags.</summary>
[Flags]
public enum PixelTruth : byte
{
    None = 0,

    /// <summary>Lane paint, stop lines and crosswalks included.</summary>
    Paint = 1,

    /// <summary>A lane that the ego car may drive in.</summary>
    Drivable = 2,
}
