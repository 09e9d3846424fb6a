using static TorchSharp.torch;

namespace Training.Networks;

/// <summary>What the network says of N images, before sigmoid and decoding. L cells over strides 8, 16 and 32, row by row.</summary>
/// <param name="ClassLogits">[N,L,C].</param>
/// <param name="Distances">[N,L,4]: logarithms of the distances from a cell's centre to left, top, right and bottom, in strides.</param>
/// <param name="MaskLogits">[N,2,H/2,W/2]: drivable area, lane lines.</param>
internal sealed record TriTaskOutput(Tensor ClassLogits, Tensor Distances, Tensor MaskLogits);
