using Labelling.Sets;
using Labelling.Tracking;
using static Perception.Tests.Labelling.LabelledFrames;

namespace Perception.Tests.Labelling.Tracking;

public sealed class ClipSmootherTests
{
    private readonly ClipSmoother _smoother = new(new ClipSmootherOptions());

    [Fact]
    public void Smooth_SureInEachFrame_KeepsLabelsAndGivesOneIdentity()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0, Box(0)), Frame(1, Box(4)), Frame(2, Box(8))]);
        Assert.Equal(1, clip.Tracks);
        Assert.All(clip.Frames, frame => Assert.Equal((1, false), (Assert.Single(frame.Boxes!).Track!.Value, frame.Boxes![0].Ignore)));
    }

    [Fact]
    public void Smooth_SingleFrame_IsIgnoredAsFlicker()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0), Frame(1, Box(10)), Frame(2)]);
        Assert.Equal(1, clip.Flickers);
        Assert.True(Assert.Single(clip.Frames[1].Boxes!).Ignore);
    }

    [Fact]
    public void Smooth_WeakBetweenSure_IsCarried()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0, Box(0)), Frame(1, Box(4, 0.3f, isIgnored: true)), Frame(2, Box(8))]);
        LabelledBox carried = Assert.Single(clip.Frames[1].Boxes!);
        Assert.Equal(1, clip.Carried);
        Assert.False(carried.Ignore);
        Assert.Equal(["a/full", "track"], carried.Sources);
    }

    [Fact]
    public void Smooth_GapBetweenSure_IsFilledHalfwayAndIgnored()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0, Box(0)), Frame(1, Box(4)), Frame(2), Frame(3, Box(12))]);
        LabelledBox filled = Assert.Single(clip.Frames[2].Boxes!);
        Assert.Equal(1, clip.Filled);
        Assert.True(filled.Ignore);
        Assert.Equal(8, filled.XMin, 3);
        Assert.Equal(["track"], filled.Sources);
    }

    [Fact]
    public void Smooth_GapTooLong_IsNotFilled()
    {
        LabelledFrame[] frames = [Frame(0, Box(0)), Frame(1, Box(0)), .. Enumerable.Range(2, 4).Select(number => Frame(number)), Frame(6, Box(0)), Frame(7, Box(0))];
        SmoothedClip clip = _smoother.Smooth(frames);
        Assert.Equal((2, 0), (clip.Tracks, clip.Filled));
    }

    [Fact]
    public void Smooth_NeverClear_IsIgnored()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0, Box(0, 0.45f)), Frame(1, Box(4, 0.5f)), Frame(2, Box(8, 0.4f))]);
        Assert.Equal((0, 3), (clip.Tracks, clip.Doubtful));
        Assert.All(clip.Frames, frame => Assert.True(Assert.Single(frame.Boxes!).Ignore));
    }

    [Fact]
    public void Smooth_TruthInASingleFrame_Stays()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0), Frame(1, Box(10, 1, source: "truth")), Frame(2)]);
        Assert.False(Assert.Single(clip.Frames[1].Boxes!).Ignore);
    }

    [Fact]
    public void Smooth_FrameWithoutBoxLabels_StaysWithout()
    {
        SmoothedClip clip = _smoother.Smooth([Frame(0, Box(0)), Frame(1) with { Boxes = null }, Frame(2, Box(8))]);
        Assert.Null(clip.Frames[1].Boxes);
    }
}
