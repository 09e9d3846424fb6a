namespace Evaluation.Detection;

/// <summary>One point of a precision-recall curve, at the score of one detection.</summary>
public readonly record struct RecallPoint(double Recall, double Precision, double Score);
