namespace Perception.Inference;

/// <summary>What a network is run for. One network may serve both.</summary>
public enum NetworkTask
{
    /// <summary>Boxes of objects.</summary>
    Objects,

    /// <summary>Drivable area, lane lines or both.</summary>
    Lanes,
}
