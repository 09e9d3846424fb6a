namespace Evaluation;

/// <summary>Truth or results cannot be read or do not fit together; the message is one sentence with file, expected and found.</summary>
public sealed class EvaluationException(string message) : Exception(message);
