using Fusion.Tracking;
using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Detectors;

/// <summary>DEIMv2 and FastestDet on real frames against the slow reference.</summary>
public sealed class PublishedDetectorTests
{
    [Theory]
    [InlineData("deimv2_femto")]
    [InlineData("deimv2_atto")]
    public void Queries_RealFrames_EqualTheSlowReference(string name) => Compare(name, binding =>
    {
        long[] labels = binding.OutputInt64(0).ToArray();
        float[] boxes = binding.Output(1).ToArray();
        float[] scores = binding.Output(2).ToArray();
        return Enumerable.Range(0, 300).Select(i => new SlowReference.Candidate(
            (int)labels[i], scores[i], boxes[4 * i], boxes[(4 * i) + 1], boxes[(4 * i) + 2], boxes[(4 * i) + 3]));
    });

    [Fact]
    public void FastestDet_RealFrames_EqualsTheSlowReference() => Compare("fastestdet", binding =>
    {
        float[] output = binding.Output(0).ToArray();
        double At(int channel, int y, int x) => output[(((channel * 22) + y) * 22) + x];
        List<SlowReference.Candidate> candidates = [];
        for (int y = 0; y < 22; y++)
        {
            for (int x = 0; x < 22; x++)
            {
                int id = Enumerable.Range(0, 80).MaxBy(c => At(5 + c, y, x));
                double score = Math.Pow(At(0, y, x), 0.6) * Math.Pow(At(5 + id, y, x), 0.4);
                double cx = (x + Math.Tanh(At(1, y, x))) / 22 * 352;
                double cy = (y + Math.Tanh(At(2, y, x))) / 22 * 352;
                double w = 352 / (1 + Math.Exp(-At(3, y, x)));
                double h = 352 / (1 + Math.Exp(-At(4, y, x)));
                candidates.Add(new SlowReference.Candidate(id, score, cx - (w / 2), cy - (h / 2), cx + (w / 2), cy + (h / 2)));
            }
        }

        return candidates;
    });

    private static void Compare(string name, Func<NetworkBinding, IEnumerable<SlowReference.Candidate>> candidates)
    {
        string images = SharedFolder.Require("benchmarks/kitti_object/image_2");
        using Network network = Network.Load(ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name), new NetworkOptions());
        int total = 0;
        foreach (string path in Directory.EnumerateFiles(images).Order(StringComparer.Ordinal).Take(4))
        {
            using Mat image = Cv2.ImRead(path);
            using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);

            Detection[] found = DetectorRun.Decode(network, binding, image);

            DetectorRun.AssertSame(SlowReference.Finish(candidates(binding), network.Manifest, binding.Letterbox), found);
            total += found.Length;
        }

        Assert.InRange(total, 5, 1000);
    }
}
