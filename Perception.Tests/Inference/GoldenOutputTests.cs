using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class GoldenOutputTests
{
    // What is allowed to half precision, the most of all.
    private const double Allowed = 0.1;

    [Fact]
    public void Difference_ScoresBesideBoxesInPixelsAreZero_IsTold()
    {
        // YOLOv8's layout: four rows of boxes in pixels, then a row for each class; three anchors see a car.
        const int Anchors = 5040, Classes = 80, Boxes = 4, Car = 2;
        float[] answer = new float[(Boxes + Classes) * Anchors];
        for (int i = 0; i < answer.Length; i++)
        {
            answer[i] = i < Boxes * Anchors ? 7 * (i % 90) : 1e-4f * (i % 7);
        }

        foreach (int anchor in (ReadOnlySpan<int>)[1203, 1204, 3777])
        {
            answer[((Boxes + Car) * Anchors) + anchor] = 0.8f;
        }

        float[] broken = [.. answer];
        broken.AsSpan(Boxes * Anchors).Clear();

        Assert.InRange(Difference([1, Boxes + Classes, Anchors], answer, broken), Allowed, double.PositiveInfinity);
        Assert.Equal(0, Difference([1, Boxes + Classes, Anchors], answer, answer), 1e-6);
    }

    [Fact]
    public void Of_RowsOfManyColumns_KeepsThoseThatStandOut()
    {
        float[] answer = new float[1000 * 5];
        answer[(617 * 5) + 4] = 0.9f;

        GoldenOutput kept = GoldenOutput.Of(Contract([1, 1000, 5]), answer, isSorted: false);

        Assert.Contains(617, kept.Rows);
        Assert.Equal(kept.Rows.Count * 5, kept.Samples.Count);
        Assert.Equal(0.9f, kept.Samples.Max());
    }

    [Fact]
    public void TakeFrom_OtherShape_IsNothing()
    {
        GoldenOutput kept = GoldenOutput.Of(Contract([1, 1000, 5]), new float[5000], isSorted: false);

        Assert.Null(kept.TakeFrom(Contract([1, 1000, 6]), new float[6000]));
        Assert.Null(kept.TakeFrom(Contract([1, 100, 5]), new float[500]));
    }

    [Fact]
    public void TakeFrom_Mask_CopiesOnlyWhatIsCompared()
    {
        float[] mask = new float[2 * 384 * 640];
        GoldenOutput kept = GoldenOutput.Of(Contract([1, 2, 384, 640]), mask, isSorted: false);
        kept.TakeFrom(Contract([1, 2, 384, 640]), mask);

        long before = GC.GetAllocatedBytesForCurrentThread();
        float[]? taken = kept.TakeFrom(Contract([1, 2, 384, 640]), mask);

        Assert.NotNull(taken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024);
    }

    [Theory]
    [InlineData("yolox_nano_384x640", false)]
    [InlineData("yolox_nano_416x416", false)]
    [InlineData("yolox_nano_256x448", false)]
    [InlineData("fastestdet", true)]
    public void Difference_ObjectnessIsZero_IsTold(string name, bool areChannelsFirst)
    {
        ResolvedNetwork resolved = ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name);
        using Network network = Network.Load(resolved, new NetworkOptions());
        using Mat frame = GoldenFrame.Draw();
        using NetworkBinding binding = network.CreateBinding(frame.Width, frame.Height);
        binding.Preprocess(frame);
        network.Run(binding);
        IReadOnlyList<int> shape = resolved.Manifest.Outputs[0].Shape;
        float[] answer = binding.Output(0).ToArray(), broken = [.. answer];
        int anchors = areChannelsFirst ? shape[2] * shape[3] : shape[1];
        for (int i = 0; i < anchors; i++)
        {
            broken[areChannelsFirst ? i : (i * shape[2]) + 4] = 0;
        }

        Assert.InRange(Difference(shape, answer, broken), Allowed, double.PositiveInfinity);
    }

    private static double Difference(IReadOnlyList<int> shape, float[] expected, float[] found)
    {
        GoldenOutput kept = GoldenOutput.Of(Contract(shape), expected, isSorted: false);
        return kept.Difference(kept.TakeFrom(Contract(shape), found)!);
    }

    private static TensorContract Contract(IReadOnlyList<int> shape) => new("output", TensorKind.Float, shape);
}
