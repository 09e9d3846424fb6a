namespace Training.Onnx;

/// <summary>Writes the three-in-one network as an ONNX file (operators of opset 17) that <c>decoder: tritask</c> reads.</summary>
/// <remarks>
/// Input <c>image</c> [B, 3, H, W] float32, RGB, 0 to 255. Outputs: <c>boxes</c> [B, N, 4], corners x1, y1, x2, y2 in input pixels;
/// <c>scores</c> [B, N, C], 0 to 1; <c>masks</c> [B, 2, H/2, W/2], drivable area and lane lines, 0 to 1. N counts the cells of
/// strides 8, 16 and 32, row by row. B is 1, a fixed number of images, or open.
/// </remarks>
public static class OnnxExporter
{
    /// <summary>The file's producer.</summary>
    public const string Producer = "perception train";

    /// <summary>The content of the file.</summary>
    /// <param name="weights">Batch normalisation folded in.</param>
    /// <param name="width">Of the image, a multiple of 32.</param>
    /// <param name="height">Of the image, a multiple of 32.</param>
    /// <param name="batch">How many images a run takes; null leaves it open to the caller of each run.</param>
    /// <exception cref="TrainingException">The size is not a multiple of 32.</exception>
    public static byte[] Write(FoldedWeights weights, int width, int height, int? batch = 1)
    {
        int multiple = TritaskLayout.LargestStride;
        if (width <= 0 || height <= 0 || width % multiple != 0 || height % multiple != 0)
        {
            throw new TrainingException($"The network's image expected width and height in multiples of {multiple}, found {width} × {height}.");
        }

        return OnnxWriter.Bytes(TritaskGraph.Build(weights, width, height, batch));
    }
}
