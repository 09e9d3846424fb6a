namespace Perception.Tests.Inference;

/// <summary>A lane network of many small layers: a run takes far longer than a test waits for anything, and ends soon after it is asked to.</summary>
internal static class SlowNetwork
{
    /// <summary>Width and height of its input, and of its masks, pixels.</summary>
    public const int Side = 128;

    private const int Layers = 400;

    /// <summary>Writes one that takes up to two images in a run; of black ones its answer is 0.</summary>
    public static NetworkFolder Write() => NetworkFolder.Write(
        new TinyOnnx().Input("image", [-1, 3, Side, Side]).Squares("image", "power", [-1, 3, Side, Side], Layers).ToArray(),
        "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\nbatch: 2\n"
            + NetworkFolder.InputKeys(Side, Side) + $"outputs: [{{name: power, shape: [1, 3, {Side}, {Side}]}}]\n");
}
