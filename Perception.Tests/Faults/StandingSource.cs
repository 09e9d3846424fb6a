using OpenCvSharp;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>A drive whose read of one frame stands still until it is released.</summary>
/// <param name="drive">The drive.</param>
/// <param name="frame">Which frame's.</param>
/// <param name="id">Another id than the drive's; null keeps that.</param>
internal sealed class StandingSource(IFrameSource drive, long frame, string? id = null) : IFrameSource
{
    private readonly TaskCompletionSource _standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private long _next;
    private long _framesPassed;

    public Task Standing => _standing.Task;

    public SourceDescription Description { get; } = drive.Description with { Id = id ?? drive.Description.Id };

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
