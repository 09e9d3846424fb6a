using Fusion.Tracking;
using Sensors.EgoMotion;
using Sensors.OpticalFlow;
using CameraDetection = Fusion.Tracking.Detection;

namespace Evaluation.Replay;

/// <summary>What the tracker is given at one frame.</summary>
/// <param name="Number">In the data set's numbering.</param>
/// <param name="TimeNs">Capture time, nanoseconds since the sequence's start.</param>
/// <param name="Detections">The camera's.</param>
/// <param name="RangedObjects">Other sensors'.</param>
/// <param name="EgoMotion">Of the step to this frame, or null.</param>
/// <param name="ImageMotion">Of the step to this frame, or null.</param>
public sealed record ReplayFrame(
    int Number, long TimeNs, CameraDetection[] Detections, RangedObject[] RangedObjects, EgoMotionSample? EgoMotion, ImageMotion? ImageMotion);
