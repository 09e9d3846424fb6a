using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;
using Training;
using Training.Onnx;
using Training.Torch;

namespace Perception.Tests.Training.Onnx;

[Collection(Alone.Name)]
public sealed class OnnxExporterTests
{
    private const int Width = 448;
    private const int Height = 256;
    private static readonly string Prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");
    private static readonly string[] Outputs = ["boxes", "scores", "masks"];

    [Fact]
    public void Write_Prototype_AnswersAsTheOriginal()
    {
        Random random = new(3);
        float[] noise = [.. Enumerable.Range(0, 3 * Width * Height).Select(_ => (float)random.Next(256))];

        AssertSameAnswers([noise, GoldenPixels()]);
    }

    [Fact]
    public void Write_Prototype_AnswersAsTheOriginalOnRealFrames()
    {
        string images = SharedFolder.Require("benchmarks/kitti_object/image_2");

        AssertSameAnswers(Directory.EnumerateFiles(images).Order(StringComparer.Ordinal).Take(4).Select(path =>
        {
            using Mat image = Cv2.ImRead(path);
            return Pixels(image);
        }));
    }

    [Fact]
    public void Write_RandomWeights_AnswersAsTorch()
    {
        TorchLibrary.Prepare();
        Random random = new(11);
        FoldedWeights weights = SmallWeights.Random(classes: 3, seed: 9);
        float[] noise = [.. Enumerable.Range(0, 3 * 96 * 64).Select(_ => (float)random.Next(256))];
        using InferenceSession session = new(OnnxExporter.Write(weights, 96, 64));

        AssertSame(new TorchForward(weights).Run(noise, 96, 64), Run(session, noise, 96, 64));
    }

    [Fact]
    public void Write_Prototype_AnswersAsTorch()
    {
        TorchLibrary.Prepare();
        FoldedWeights weights = OnnxWeights.Read(Prototype);
        using InferenceSession session = new(OnnxExporter.Write(weights, Width, Height));

        AssertSame(new TorchForward(weights).Run(GoldenPixels(), Width, Height), Run(session, GoldenPixels(), Width, Height));
    }

    [Fact]
    public void Write_ThenRead_GivesTheWeightsBack()
    {
        using TemporaryFolder folder = new();
        FoldedWeights original = OnnxWeights.Read(Prototype);
        string path = folder.At("again.onnx");
        File.WriteAllBytes(path, OnnxExporter.Write(original, Width, Height));

        FoldedWeights again = OnnxWeights.Read(path);

        Assert.Equal(original.Names, again.Names);
        foreach (string name in original.Names.Where(name => name != "stem.weight"))
        {
            Assert.True(original[name].Values.SequenceEqual(again[name].Values), name);
        }

        // The stem went through a division by 255 and back: a rounding each, half of 2^-23 of the value at most.
        Assert.All(original["stem.weight"].Values.ToArray().Zip(again["stem.weight"].Values.ToArray()), pair =>
            Assert.InRange(Math.Abs(pair.First - pair.Second), 0, Math.Abs(pair.First) * 2.5e-7));
    }

    [Fact]
    public void Write_Prototype_StaysBelowThreeMegabytes() =>
        Assert.InRange(OnnxExporter.Write(OnnxWeights.Read(Prototype), Width, Height).Length, 2_900_000, 3_000_000);

    [Fact]
    public void Write_ThreeClassesAndAnotherSize_GivesTheirShapes()
    {
        byte[] onnx = OnnxExporter.Write(SmallWeights.Random(classes: 3, seed: 5), 96, 64);
        using InferenceSession session = new(onnx);

        // Cells of 12×8, 6×4 and 3×2.
        Assert.Equal([1, 126, 4], session.OutputMetadata["boxes"].Dimensions);
        Assert.Equal([1, 126, 3], session.OutputMetadata["scores"].Dimensions);
        Assert.Equal([1, 2, 32, 48], session.OutputMetadata["masks"].Dimensions);
        float[][] answers = Run(session, new float[3 * 96 * 64], 96, 64);
        Assert.Equal([126 * 4, 126 * 3, 2 * 32 * 48], answers.Select(answer => answer.Length));
        Assert.All(answers, answer => Assert.All(answer, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Write_SizeThatIsNoMultipleOf32_IsRefused()
    {
        TrainingException error = Assert.Throws<TrainingException>(() => OnnxExporter.Write(SmallWeights.Random(2, 1), 100, 64));

        Assert.Equal("The network's image expected width and height in multiples of 32, found 100 × 64.", error.Message);
    }

    private static void AssertSameAnswers(IEnumerable<float[]> frames)
    {
        using InferenceSession original = new(Prototype);
        using InferenceSession exported = new(OnnxExporter.Write(OnnxWeights.Read(Prototype), Width, Height));
        foreach (float[] frame in frames)
        {
            AssertSame(Run(original, frame, Width, Height), Run(exported, frame, Width, Height));
        }
    }

    private static void AssertSame(float[][] expected, float[][] found)
    {
        for (int output = 0; output < Outputs.Length; output++)
        {
            Assert.Equal(expected[output].Length, found[output].Length);
            for (int i = 0; i < expected[output].Length; i++)
            {
                // Of boxes, which are in pixels, a share.
                float unit = Math.Max(1, Math.Abs(expected[output][i]));
                Assert.True(Math.Abs(expected[output][i] - found[output][i]) <= 1e-4f * unit, $"{Outputs[output]}[{i}]: {expected[output][i]}, {found[output][i]}");
            }
        }
    }

    private static float[][] Run(InferenceSession session, float[] image, int width, int height)
    {
        using RunOptions options = new();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(image, [1, 3, height, width]);
        using IDisposableReadOnlyCollection<OrtValue> answers = session.Run(options, ["image"], [input], Outputs);
        return [.. answers.Select(answer => answer.GetTensorDataAsSpan<float>().ToArray())];
    }

    private static float[] GoldenPixels()
    {
        using Mat image = GoldenFrame.Draw();
        return Pixels(image);
    }

    private static float[] Pixels(Mat image)
    {
        using Mat small = new();
        Cv2.Resize(image, small, new Size(Width, Height));
        float[] pixels = new float[3 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            Vec3b bgr = small.At<Vec3b>(i / Width, i % Width);
            pixels[i] = bgr.Item2;
            pixels[i + (Width * Height)] = bgr.Item1;
            pixels[i + (2 * Width * Height)] = bgr.Item0;
        }

        return pixels;
    }
}
