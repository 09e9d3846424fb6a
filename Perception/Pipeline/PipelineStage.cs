namespace Perception.Pipeline;

/// <summary>The stages, in the order in which a frame travels. The numbers are the wire's; <c>hello</c> lists the names.</summary>
public enum PipelineStage : byte
{
    /// <summary>Read or received from the source.</summary>
    Capture = 0,

    /// <summary>Resized and normalised into every network's input.</summary>
    Letterbox = 1,

    /// <summary>Object network; also the lanes' where one network serves both.</summary>
    Detect = 2,

    /// <summary>Lane and drivable-area network, beside <see cref="Detect"/>.</summary>
    Segment = 3,

    /// <summary>The image's motion from the frame before, beside <see cref="Detect"/>; not where it is switched off.</summary>
    Motion = 4,

    /// <summary>Network outputs to detections (with NMS) and masks.</summary>
    Decode = 5,

    /// <summary>Tracks, lane curves, lead.</summary>
    Fuse = 6,

    /// <summary>Message filled, serialised and handed to the socket.</summary>
    Publish = 7,

    /// <summary>Log and video; behind publishing, so that no latency holds it.</summary>
    Record = 8,
}
