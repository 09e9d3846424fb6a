using Perception.Inference;
using Perception.Tests.Inference;

namespace Perception.Tests.Detectors;

/// <summary>A tiny network whose float outputs are fixed, loaded with its manifest. Disposes and deletes itself.</summary>
internal sealed class FixedAnswer : IDisposable
{
    private readonly NetworkFolder _folder;

    /// <param name="decoder">Name of the decoder.</param>
    /// <param name="keys">The manifest's further keys, such as classes.</param>
    /// <param name="width">Input columns.</param>
    /// <param name="height">Input rows.</param>
    /// <param name="outputs">Shape and values of each.</param>
    public FixedAnswer(string decoder, string keys, int width, int height, params (int[] Shape, float[] Values)[] outputs)
    {
        TinyOnnx onnx = new TinyOnnx().Input("image", [1, 3, height, width]);
        List<string> contracts = [];
        for (int i = 0; i < outputs.Length; i++)
        {
            onnx.Constant($"output{i}", outputs[i].Shape, outputs[i].Values);
            contracts.Add($"{{name: output{i}, shape: [{string.Join(", ", outputs[i].Shape)}]}}");
        }

        string manifest = $"decoder: {decoder}\noutputs: [{string.Join(", ", contracts)}]\n{keys}\n" + NetworkFolder.InputKeys(width, height);
        _folder = NetworkFolder.Write(onnx.ToArray(), manifest);
        Network = _folder.Load();
    }

    public Network Network { get; }

    public void Dispose()
    {
        Network.Dispose();
        _folder.Dispose();
    }
}
