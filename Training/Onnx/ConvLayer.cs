namespace Training.Onnx;

/// <summary>One convolution of the three-in-one network; its padding keeps the size, or halves it with stride 2.</summary>
/// <param name="Name">Its tensors are <c>NAME.weight</c> [out, in, kernel, kernel] and <c>NAME.bias</c> [out].</param>
/// <param name="Input">The convolution whose output channels it takes; null for the image's three.</param>
/// <param name="Kernel">1 or 3.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="AddedTo">The convolution whose output is added to its own, so that both have as many channels; null for none.</param>
/// <param name="Channels">The number of output channels where the task sets it; null where it is free.</param>
public sealed record ConvLayer(string Name, string? Input, int Kernel, int Stride = 1, string? AddedTo = null, int? Channels = null);
