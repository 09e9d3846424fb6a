namespace Evaluation.Detection;

/// <summary>One image's truth with what a detector found in it.</summary>
/// <param name="Truth">The image and its labelled objects.</param>
/// <param name="Detections">What was found, in any order.</param>
public sealed record DetectionRun(TruthImage Truth, IReadOnlyList<Fusion.Tracking.Detection> Detections);
