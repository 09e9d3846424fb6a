namespace Evaluation.Motion;

/// <summary>How right a drive's measured image motion is. Lengths are root mean squares over the known steps, pixels of the drive's image a step, at the optical axis.</summary>
/// <param name="Reference">Where the true turning comes from: <c>truth</c>, or <c>odometry</c>, which knows no pitch.</param>
/// <param name="Steps">From a good frame to the next one.</param>
/// <param name="Known">Of these, steps whose motion was found.</param>
/// <param name="PitchMotion">How far the image truly moved up or down; null where the reference does not know it.</param>
/// <param name="PitchError">What the measure is off by; null likewise.</param>
/// <param name="YawMotion">How far the image truly moved sideways.</param>
/// <param name="YawError">What the measure is off by.</param>
public sealed record MotionScore(string Reference, int Steps, int Known, double? PitchMotion, double? PitchError, double YawMotion, double YawError);
