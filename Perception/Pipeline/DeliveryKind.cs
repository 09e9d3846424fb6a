namespace Perception.Pipeline;

/// <summary>What a link does when its reader is slower than its writer.</summary>
public enum DeliveryKind
{
    /// <summary>The writer waits; nothing is lost.</summary>
    Lossless,

    /// <summary>The newest frame wins: the waiting one is dropped as <see cref="DropCause.NewerFrame"/>.</summary>
    Latest,

    /// <summary>Frames wait in order, but none that is older than a bound goes on: it is dropped as <see cref="DropCause.TooOld"/>.</summary>
    LatencyBound,
}
