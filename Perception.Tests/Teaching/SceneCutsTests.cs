using OpenCvSharp;
using Perception.Teaching;
using Perception.Tests.Shared;

namespace Perception.Tests.Teaching;

public sealed class SceneCutsTests
{
    [Fact]
    public void IsCut_SameRoadThenAnotherPicture_CutsOnce()
    {
        using SceneCuts cuts = new();
        using Mat image = new();
        bool[] found = new bool[4];
        for (int i = 0; i < 3; i++)
        {
            DrawnRoad.Draw(image, i * 10);
            found[i] = cuts.IsCut(image);
        }

        Cv2.Flip(image, image, FlipMode.X);
        found[3] = cuts.IsCut(image);
        Assert.Equal([true, false, false, true], found);
    }

    [Fact]
    public void IsCut_EvenGreyImages_AreNoFault()
    {
        using SceneCuts cuts = new();
        using Mat image = new(36, 64, MatType.CV_8UC3, Scalar.All(90));
        Assert.True(cuts.IsCut(image));
        Assert.True(cuts.IsCut(image));
    }
}
