using System.Collections.Concurrent;
using OpenCvSharp;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Rigs;

/// <summary>A camera that delivers when the test says so: each call of <see cref="Deliver"/> is one drawn frame, black where its lens is covered.</summary>
internal sealed class ScriptedSource(string id, bool isCovered = false) : IFrameSource
{
    private readonly BlockingCollection<long> _times = [];
    private long _frameId;

    public SourceDescription Description { get; } = new()
    {
        Id = id,
        Kind = "camera",
        Origin = "made in the test",
        Width = DrawnRoad.Width,
        Height = DrawnRoad.Height,
        Clock = CaptureClock.Utc,
        IsLive = true,
    };

    /// <summary>Whether its lens is covered, for the frames delivered from now on.</summary>
    public bool IsCovered { get; set; } = isCovered;

    public void Deliver(long captureTimeNs) => _times.Add(captureTimeNs);

    public void End() => _times.CompleteAdding();

    public FrameRead Read(Mat image, CancellationToken cancellationToken)
    {
        if (!_times.TryTake(out long time, Timeout.Infinite, cancellationToken))
        {
            return new FrameRead(FrameReadStatus.EndOfDrive, _frameId, 0, null);
        }

        DrawnRoad.Draw(image, (int)_frameId);
        if (IsCovered)
        {
            image.SetTo(Scalar.Black);
        }

        return new FrameRead(FrameReadStatus.Frame, _frameId++, time, null);
    }

    public void Dispose() => _times.Dispose();
}
