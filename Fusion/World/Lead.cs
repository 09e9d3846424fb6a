namespace Fusion.World;

/// <summary>The nearest vehicle in the ego lane.</summary>
/// <param name="TrackId">The track it is.</param>
/// <param name="Range">Ego X of its nearest face, metres; null without a calibration.</param>
/// <param name="RangeSigma">Standard deviation of <paramref name="Range"/>, metres.</param>
/// <param name="CameraDepth">Distance from the camera along the optical axis to that face, metres.</param>
/// <param name="ClosingSpeed">How fast the range shrinks, m/s, positive when closing.</param>
/// <param name="ClosingSpeedSigma">Standard deviation of <paramref name="ClosingSpeed"/>, m/s.</param>
/// <param name="TimeToCollision">The track's, seconds: null also while it closes by no more than the closing speed's standard deviation.</param>
public readonly record struct Lead(
    int TrackId, double? Range, double? RangeSigma, double? CameraDepth,
    double? ClosingSpeed, double? ClosingSpeedSigma, double? TimeToCollision);
