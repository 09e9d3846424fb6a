namespace Perception.Pipeline;

/// <summary>Why a frame did not become a <c>world</c> message. The numbers are the wire's; new causes are added at the end.</summary>
public enum DropCause : byte
{
    /// <summary>The image could not be read or decoded.</summary>
    Decode = 0,

    /// <summary>A newer frame took its place before processing began (any policy but <see cref="DeliveryPolicy.Lossless"/>).</summary>
    NewerFrame = 1,

    /// <summary>A network failed on it, or answered with something that is not a number.</summary>
    Inference = 2,

    /// <summary>The service was told to stop before the frame's time had come, or the time for finishing frames ran out.</summary>
    Shutdown = 3,

    /// <summary>A network had answered the known frame wrongly, so that no answer of it is used until a later check finds it right.</summary>
    Untrusted = 4,

    /// <summary>It had waited longer than the link behind capture allows (policy <see cref="DeliveryPolicy.LatencyBound"/>).</summary>
    TooOld = 5,

    /// <summary>The policy <see cref="DeliveryPolicy.Every(int)"/> leaves it out, as configured.</summary>
    EveryNth = 6,

    /// <summary>The load-shedding ladder leaves it out.</summary>
    LoadShed = 7,

    /// <summary>A stage failed on it, or stood still with it and was started anew.</summary>
    StageFault = 8,

    /// <summary>It came after the instant of its rig had been closed.</summary>
    Late = 9,
}
