namespace Perception.Inference;

/// <summary>What one output of a network holds for the <see cref="GoldenFrame"/>.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="IsSorted">Whether the values are taken after sorting, for outputs whose order means nothing.</param>
/// <param name="Samples">Values at even distances over the output.</param>
public sealed record GoldenOutput(string Name, bool IsSorted, IReadOnlyList<float> Samples);
