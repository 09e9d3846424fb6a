namespace Training.Onnx;

/// <summary>Writes the three-in-one network as an ONNX file.</summary>
public static class OnnxExporter
{
    /// <summary>Pixels are 0 to 255; the weights want them from 0 to 1.</summary>
    internal const float LargestPixel = 255;
}
