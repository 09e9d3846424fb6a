using Sensors.EgoMotion;
using Sensors.OpticalFlow;

namespace Evaluation.Replay;

/// <summary>How a camera moved from one pose to the next.</summary>
/// <param name="EgoMotion">Speed and turn rate.</param>
/// <param name="ImageMotion">What its turning, pitch and roll do to the image; null where the camera is not known.</param>
internal readonly record struct PoseStep(EgoMotionSample EgoMotion, ImageMotion? ImageMotion);
