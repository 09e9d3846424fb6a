using OpenCvSharp;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>A drive whose read of one frame stands still until it is released.</summary>
internal sealed class StandingSource(IFrameSource drive, long frame) : IFrameSource
{
    private readonly TaskCompletionSource _standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private long _next;
    private long _framesPassed;

    public Task Standing => _standing.Task;

    public SourceDescription Description => drive.Description;

    public long FramesPassed => Volatile.Read(ref _framesPassed);

    public FrameRead Read(Mat image, CancellationToken cancellationToken)
    {
        if (_next++ == frame)
        {
            _standing.TrySetResult();
            _release.Wait(CancellationToken.None);
        }

        return drive.Read(image, CancellationToken.None);
    }

    public void Pass() => Interlocked.Increment(ref _framesPassed);

    public void Release() => _release.Set();

    public void Dispose() => drive.Dispose();
}
