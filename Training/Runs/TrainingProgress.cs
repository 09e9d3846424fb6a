using Training.Optimisation;
using Training.Validation;

namespace Training.Runs;

/// <summary>Where a training is.</summary>
/// <param name="State">Steps and time; <c>Steps</c> is 0 until they are planned.</param>
/// <param name="Loss">Of the last step.</param>
/// <param name="Scores">Of the last validation; empty before the first.</param>
internal sealed record TrainingProgress(TrainingState State, StepLoss Loss, IReadOnlyList<SetScore> Scores);
