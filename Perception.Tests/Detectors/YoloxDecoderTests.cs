using Fusion.Geometry;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Detectors;

public sealed class YoloxDecoderTests
{
    [Fact]
    public void Decode_OneAnchor_GivesTheBoxWorkedOutByHand()
    {
        // Anchor 10 is (2, 1) of the 8 × 8 grid of stride 8: centre ((0.5 + 2) · 8, (0.25 + 1) · 8) = (20, 10);
        // width exp(ln 2) · 8 = 16, height exp(0) · 8 = 8. The image is twice the input: (24, 12, 56, 28).
        float[] output = new float[11 * YoloxFolder.RowLength];
        float[] row = [0.5f, 0.25f, MathF.Log(2), 0, 0.8f, 0.9f, 0.1f];
        row.CopyTo(output, 10 * YoloxFolder.RowLength);
        using NetworkFolder folder = YoloxFolder.Write(output);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(128, 128);

        Detection detection = Assert.Single(DetectorRun.Decode(network, binding));

        DetectorRun.AssertSame([new Detection(ObjectClass.Car, 0.72f, new Box(24, 12, 56, 28))], [detection]);
    }

    [Fact]
    public void Decode_ScoreBelowItsClassThreshold_IsLeftOut()
    {
        // 0.8 · 0.6 = 0.48: enough for a car (0.25), not for a pedestrian (0.5).
        float[] output = [0, 0, 0, 0, 0.8f, 0.6f, 0, 4, 4, 0, 0, 0.8f, 0, 0.6f];
        using NetworkFolder folder = YoloxFolder.Write(output);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(64, 64);

        Assert.Equal(ObjectClass.Car, Assert.Single(DetectorRun.Decode(network, binding)).Class);
    }

    [Theory]
    [InlineData("yolox_nano_384x640")]
    [InlineData("yolox_nano_416x416")]
    [InlineData("yolox_nano_256x448")]
    public void Decode_RealFrames_EqualsTheSlowReference(string name)
    {
        string images = SharedFolder.Require("benchmarks/kitti_object/image_2");
        using Network network = Network.Load(ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name), new NetworkOptions());
        int total = 0;
        foreach (string path in Directory.EnumerateFiles(images).Order(StringComparer.Ordinal).Take(4))
        {
            using Mat image = Cv2.ImRead(path);
            using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);

            Detection[] found = DetectorRun.Decode(network, binding, image);

            DetectorRun.AssertSame(Reference(binding), found);
            total += found.Length;
        }

        Assert.InRange(total, 10, 1000);
    }

    private static List<Detection> Reference(NetworkBinding binding)
    {
        NetworkManifest manifest = binding.Network.Manifest;
        float[] output = binding.Output(0).ToArray();
        List<SlowReference.Candidate> candidates = [];
        int row = 0;
        foreach (int stride in new[] { 8, 16, 32 })
        {
            for (int y = 0; y < manifest.Input.Height / stride; y++)
            {
                for (int x = 0; x < manifest.Input.Width / stride; x++)
                {
                    float[] values = output[(row * 85)..((row + 1) * 85)];
                    float best = values[5..].Max();
                    int id = Array.IndexOf(values, best, 5) - 5;
                    double cx = (values[0] + x) * stride;
                    double cy = (values[1] + y) * stride;
                    double w = Math.Exp(values[2]) * stride;
                    double h = Math.Exp(values[3]) * stride;
                    candidates.Add(new SlowReference.Candidate(id, values[4] * best, cx - (w / 2), cy - (h / 2), cx + (w / 2), cy + (h / 2)));
                    row++;
                }
            }
        }

        return SlowReference.Finish(candidates, manifest, binding.Letterbox);
    }
}
