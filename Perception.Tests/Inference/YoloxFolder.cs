using System.Globalization;

namespace Perception.Tests.Inference;

/// <summary>A tiny YOLOX network of 64 × 64 input and two classes whose answer is fixed.</summary>
internal static class YoloxFolder
{
    public const int Anchors = 64 + 16 + 4;
    public const int RowLength = 7;

    /// <param name="start">The first values of the output; the rest is 0.</param>
    /// <param name="nmsIou">The manifest's threshold.</param>
    /// <param name="fit">The manifest's fit.</param>
    public static NetworkFolder Write(float[] start, double nmsIou = 0.5, string fit = "fit: stretch")
    {
        float[] output = new float[Anchors * RowLength];
        start.CopyTo(output, 0);
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, 64, 64]).Constant("output", [1, Anchors, RowLength], output).ToArray();
        return NetworkFolder.Write(onnx, string.Create(CultureInfo.InvariantCulture, $$"""
            tasks: [objects]
            decoder: yolox
            outputs: [{name: output, shape: [1, {{Anchors}}, {{RowLength}}]}]
            classes: {0: car, 1: pedestrian}
            scoreThreshold: {default: 0.25, pedestrian: 0.5}
            nmsIou: {{nmsIou}}

            """) + NetworkFolder.InputKeys(64, 64, fit: fit));
    }
}
