namespace Perception.Inference;

/// <summary>A further input beside the image that gets the same numbers for each frame, such as <c>orig_target_sizes</c>.</summary>
public sealed record ConstantInput(TensorContract Tensor, IReadOnlyList<double> Values);
