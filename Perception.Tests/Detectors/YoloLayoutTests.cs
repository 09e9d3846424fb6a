using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Tests.Detectors;

/// <summary>YOLOv5, YOLOv8 and end-to-end layouts, on tiny networks with random answers, against the slow reference.</summary>
public sealed class YoloLayoutTests
{
    private const int Anchors = 75;
    private const int ClassCount = 5;
    private const string Keys = "tasks: [objects]\nclasses: {0: pedestrian, 2: car, 4: bus}\nscoreThreshold: {default: 0.3, bus: 0.6}\nnmsIou: 0.5";

    [Fact]
    public void Yolov8_OneAnchor_GivesTheBoxWorkedOutByHand()
    {
        // Two anchors; the second: centre (20, 10), 8 × 4, class 2 with 0.75. The image is twice the 64 × 64 input.
        float[] output = [0, 20, 0, 10, 0, 8, 0, 4, 0, 0.1f, 0, 0.2f, 0, 0.75f, 0, 0, 0, 0];
        using FixedAnswer answer = new("yolov8", Keys, 64, 64, ([1, 9, 2], output));
        using NetworkBinding binding = answer.Network.CreateBinding(128, 128);

        DetectorRun.AssertSame([new Detection(ObjectClass.Car, 0.75f, new Box(32, 16, 48, 24))], DetectorRun.Decode(answer.Network, binding));
    }

    [Fact]
    public void Yolov8_ParameterThatNothingReads_IsRefused()
    {
        using FixedAnswer answer = new("yolov8", Keys + "\nparameters: {strides: [8]}", 64, 64, ([1, 9, 2], new float[18]));
        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateObjectDecoder(answer.Network));
        Assert.Contains("unknown parameter 'strides'; the decoder yolov8 knows none.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Yolov5_OneAnchor_GivesTheBoxWorkedOutByHand()
    {
        float[] output = [20, 10, 8, 4, 0.5f, 0.1f, 0.9f, 0.8f, 0, 0, 20, 10, 8, 4, 0.5f, 0.1f, 0.2f, 0.8f, 0, 0];
        using FixedAnswer answer = new("yolov5", Keys, 64, 64, ([1, 2, 10], output));
        using NetworkBinding binding = answer.Network.CreateBinding(64, 64);

        // The first anchor's best class is 1, which means nothing here; the second scores 0.5 · 0.8.
        DetectorRun.AssertSame([new Detection(ObjectClass.Car, 0.4f, new Box(16, 8, 24, 12))], DetectorRun.Decode(answer.Network, binding));
    }

    [Fact]
    public void EndToEnd_Rows_AreTakenAsTheyAre()
    {
        float[] output = [4, 6, 10, 12, 0.9f, 2, 1, 1, 30, 30, 0.8f, 1, 5, 5, 9, 9, 0.2f, 0, 4, 6, 10, 12, 0.7f, 77];
        using FixedAnswer answer = new("end-to-end", Keys, 64, 64, ([1, 4, 6], output));
        using NetworkBinding binding = answer.Network.CreateBinding(64, 64);

        DetectorRun.AssertSame([new Detection(ObjectClass.Car, 0.9f, new Box(4, 6, 10, 12))], DetectorRun.Decode(answer.Network, binding));
    }

    [Fact]
    public void Yolov8_RandomAnswers_EqualTheSlowReference()
    {
        Random random = new(11);
        for (int round = 0; round < 10; round++)
        {
            float[][] rows = RandomRows(random, hasObjectness: false);
            float[] transposed = [.. Enumerable.Range(0, 4 + ClassCount).SelectMany(value => rows.Select(row => row[value]))];
            using FixedAnswer answer = new("yolov8", Keys, 64, 32, ([1, 4 + ClassCount, Anchors], transposed));
            using NetworkBinding binding = answer.Network.CreateBinding(200, 150);

            DetectorRun.AssertSame(Reference(rows, false, answer.Network.Manifest, binding.Letterbox), DetectorRun.Decode(answer.Network, binding));
        }
    }

    [Theory]
    [InlineData("yolov5")]
    public void Yolov5_RandomAnswers_EqualTheSlowReference(string decoder)
    {
        Random random = new(12);
        for (int round = 0; round < 10; round++)
        {
            float[][] rows = RandomRows(random, hasObjectness: true);
            using FixedAnswer answer = new(decoder, Keys, 64, 32, ([1, Anchors, 5 + ClassCount], [.. rows.SelectMany(row => row)]));
            using NetworkBinding binding = answer.Network.CreateBinding(200, 150);

            DetectorRun.AssertSame(Reference(rows, true, answer.Network.Manifest, binding.Letterbox), DetectorRun.Decode(answer.Network, binding));
        }
    }

    [Fact]
    public void CreateDecoder_OutputOfAnotherLayout_SaysExpectedAndFound()
    {
        using FixedAnswer answer = new("end-to-end", Keys, 64, 64, ([1, 4, 7], new float[28]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateObjectDecoder(answer.Network));

        Assert.Contains("expected output 0 to be [1,any,6] Float, found [1,4,7] float", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateDecoder_ClassBeyondTheNetwork_Throws()
    {
        using FixedAnswer answer = new("yolov5", Keys, 64, 64, ([1, 2, 9], new float[18]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateObjectDecoder(answer.Network));

        Assert.Contains("expected ids below 4, found 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yolov5", 2, 1, 2, 5)]
    [InlineData("yolop", 2, 1, 2, 4)]
    [InlineData("yolox", 2, 1, 84, 3)]
    [InlineData("yolov8", 1, 1, 4, 2)]
    [InlineData("yolov8", 1, 1, 1, 2)]
    [InlineData("fastestdet", 1, 1, 5, 4, 4)]
    public void CreateDecoder_OutputWithoutRoomForClasses_SaysSo(string decoder, int dimension, params int[] shape)
    {
        using FixedAnswer answer = new(decoder, Keys, 64, 64, (shape, new float[shape.Aggregate(1, (product, length) => product * length)]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateObjectDecoder(answer.Network));

        Assert.Contains(
            $"the decoder {decoder} expected more than {(decoder == "yolov8" ? 4 : 5)} in dimension {dimension} of output0, for the classes' scores, found [{string.Join(',', shape)}] float",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CreateDecoder_UnknownName_NamesTheKnownOnes()
    {
        using FixedAnswer answer = new("yolov99", Keys, 64, 64, ([1, 4, 6], new float[24]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateObjectDecoder(answer.Network));

        Assert.Contains("yolox", error.Message, StringComparison.Ordinal);
        Assert.Contains("found 'yolov99'", error.Message, StringComparison.Ordinal);
    }

    private static float[][] RandomRows(Random random, bool hasObjectness)
    {
        int length = (hasObjectness ? 5 : 4) + ClassCount;
        return
        [
            .. Enumerable.Range(0, Anchors).Select(_ =>
            {
                float[] row = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
                row[0] *= 64;
                row[1] *= 32;
                row[2] *= 30;
                row[3] *= 20;
                return row;
            }),
        ];
    }

    private static List<Detection> Reference(float[][] rows, bool hasObjectness, NetworkManifest manifest, Letterbox letterbox)
    {
        IEnumerable<SlowReference.Candidate> candidates = rows.Select(row =>
        {
            float[] scores = row[(hasObjectness ? 5 : 4)..];
            float best = scores.Max();
            double score = hasObjectness ? best * row[4] : best;
            return new SlowReference.Candidate(
                Array.IndexOf(scores, best), score, row[0] - (row[2] / 2), row[1] - (row[3] / 2), row[0] + (row[2] / 2), row[1] + (row[3] / 2));
        });
        return SlowReference.Finish(candidates, manifest, letterbox);
    }
}
