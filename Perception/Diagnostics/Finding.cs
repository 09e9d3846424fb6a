namespace Perception.Diagnostics;

/// <summary>One line of <c>perceive doctor</c>.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Level">How it stands.</param>
/// <param name="Found">What was found, or what to do.</param>
public readonly record struct Finding(string What, FindingLevel Level, string Found);
