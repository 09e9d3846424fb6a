using Fusion.Tracking;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Detectors;

public sealed class TritaskDecoderTests
{
    [Fact]
    public void Decode_RealFrames_EqualsTheSlowReference()
    {
        string images = SharedFolder.Require("benchmarks/kitti_object/image_2");
        using Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions());
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
        float[] boxes = binding.Output(0).ToArray();
        float[] scores = binding.Output(1).ToArray();
        IEnumerable<SlowReference.Candidate> candidates = Enumerable.Range(0, 2352).Select(i => new SlowReference.Candidate(
            scores[(2 * i) + 1] > scores[2 * i] ? 1 : 0,
            Math.Max(scores[2 * i], scores[(2 * i) + 1]),
            boxes[4 * i],
            boxes[(4 * i) + 1],
            boxes[(4 * i) + 2],
            boxes[(4 * i) + 3]));
        return SlowReference.Finish(candidates, binding.Network.Manifest, binding.Letterbox);
    }
}
