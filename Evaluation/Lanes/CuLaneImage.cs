using Sensors.Calibration;

namespace Evaluation.Lanes;

/// <summary>One image with labelled lane lines, in CULane's form.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Lines">Points along each line, source pixels.</param>
public sealed record CuLaneImage(string Path, IReadOnlyList<IReadOnlyList<Pixel>> Lines);
