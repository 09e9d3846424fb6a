using Perception.Client;
using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>What one rung of the load-shedding ladder runs on a frame. Immutable.</summary>
public sealed record LoadPlan
{
    public required LoadRung Rung { get; init; }

    /// <summary>Index into <see cref="NetworkSet.Slots"/> of the object network.</summary>
    public required int Objects { get; init; }

    /// <summary>Index into <see cref="NetworkSet.Slots"/> of the lane network; the same as <see cref="Objects"/> where one network serves both tasks.</summary>
    public required int Lanes { get; init; }

    /// <summary>The part of the image in which objects are looked for; null for all of it.</summary>
    public ImageRegion? Region { get; init; }

    /// <summary>Whether the lane network looks at every second processed frame only.</summary>
    public bool LanesEverySecondFrame { get; init; }

    /// <summary>Whether every second frame is left out.</summary>
    public bool EverySecondFrame { get; init; }

    /// <summary>Whether the lane network looks at the frame of a place in the order of processing.</summary>
    public bool RunsLanes(long sequence) => !LanesEverySecondFrame || sequence % 2 == 0;
}
