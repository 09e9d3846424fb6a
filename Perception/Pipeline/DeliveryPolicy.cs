namespace Perception.Pipeline;

/// <summary>What a link does when its reader is slower than its writer.</summary>
public enum DeliveryPolicy
{
    /// <summary>The writer waits; nothing is lost.</summary>
    Lossless,

    /// <summary>The newest frame wins: the waiting one is dropped, disposed and counted as <see cref="DropCause.NewerFrame"/>.</summary>
    Latest,
}
