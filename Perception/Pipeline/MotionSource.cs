namespace Perception.Pipeline;

/// <summary>Where a source's own motion is known from; <c>hello</c> carries the name.</summary>
public enum MotionSource
{
    /// <summary>From nowhere: the camera counts as standing still.</summary>
    None = 0,

    /// <summary>Speed and turn rate that were recorded with the drive.</summary>
    Odometry = 1,

    /// <summary>The image itself: how it turns, no speed.</summary>
    ImageMotion = 2,

    /// <summary>Speed and turn rate from the recording, pitch and roll from the image.</summary>
    OdometryAndImageMotion = 3,
}
