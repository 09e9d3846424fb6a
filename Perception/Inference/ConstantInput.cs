namespace Perception.Inference;

/// <summary>A further input beside the image that gets the same numbers for each frame, such as <c>orig_target_sizes</c>.</summary>
/// <param name="Tensor">Name, type and shape.</param>
/// <param name="Values">As many numbers as the tensor has elements, or one for all of them.</param>
public sealed record ConstantInput(TensorContract Tensor, IReadOnlyList<double> Values);
