using Fusion.Geometry;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Inference;

namespace Perception.Tests.Detectors;

/// <summary>Runs a network and its decoder on one image.</summary>
internal static class DetectorRun
{
    public static Detection[] Decode(Network network, NetworkBinding binding)
    {
        network.Run(binding);
        Detection[] detections = new Detection[512];
        return detections[..DecoderRegistry.Standard.CreateObjectDecoder(network)!.Decode(binding, detections)];
    }

    public static Detection[] Decode(Network network, NetworkBinding binding, Mat image)
    {
        binding.Preprocess(image);
        return Decode(network, binding);
    }

    /// <summary>Both lists hold the same detections in the same order, boxes within a hundredth of a pixel.</summary>
    public static void AssertSame(IReadOnlyList<Detection> expected, IReadOnlyList<Detection> found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Class, found[i].Class);
            Assert.Equal(expected[i].Score, found[i].Score, 1e-5f);
            AssertSame(expected[i].Box, found[i].Box);
        }
    }

    private static void AssertSame(Box expected, Box found)
    {
        Assert.Equal(expected.XMin, found.XMin, 1e-2f);
        Assert.Equal(expected.YMin, found.YMin, 1e-2f);
        Assert.Equal(expected.XMax, found.XMax, 1e-2f);
        Assert.Equal(expected.YMax, found.YMax, 1e-2f);
    }
}
