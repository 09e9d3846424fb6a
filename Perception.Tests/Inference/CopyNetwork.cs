namespace Perception.Tests.Inference;

/// <summary>The least network there is: its answer is its image.</summary>
internal static class CopyNetwork
{
    public const string Keys = "tasks: [lanes]\ndecoder: two-logit-masks\n";

    public static readonly int[] ImageShape = [1, 3, 4, 8];

    public static TinyOnnx Copy() => new TinyOnnx().Input("image", ImageShape).Copy("image", "same", ImageShape);

    /// <summary>Its manifest's keys, or those of another that answers so.</summary>
    public static string CopyKeys(string outputShape) =>
        Keys + NetworkFolder.InputKeys(8, 4) + $"outputs: [{{name: same, shape: {outputShape}}}]\n";
}
