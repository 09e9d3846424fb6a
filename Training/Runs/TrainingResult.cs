using Training.Onnx;
using Training.Optimisation;
using Training.Validation;

namespace Training.Runs;

/// <summary>What a training ends with: the averaged weights and how good they are.</summary>
internal sealed record TrainingResult(FoldedWeights Weights, TrainingState State, IReadOnlyList<SetScore> Scores);
