using OpenCvSharp;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors;

/// <summary>Counts what reading a source allocates on the managed heap.</summary>
public static class Allocation
{
    public static long PerFrameAfterWarmUp(IFrameSource source, int warmUp, int frames)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Mat image = new();
        for (int i = 0; i < warmUp; i++)
        {
            Assert.Equal(FrameReadStatus.Frame, source.Read(image, cancellation).Status);
        }

        int good = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < frames; i++)
        {
            good += source.Read(image, cancellation).Status == FrameReadStatus.Frame ? 1 : 0;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(frames, good);
        return allocated / frames;
    }
}
