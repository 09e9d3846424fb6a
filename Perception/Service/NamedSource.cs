using OpenCvSharp;
using Sensors.Sources;

namespace Perception.Service;

/// <summary>A recorded drive under the camera id that the configuration gives it. Owns the drive.</summary>
internal sealed class NamedSource : IFrameSource
{
    private readonly IFrameSource _drive;

    public NamedSource(IFrameSource drive, string id)
    {
        _drive = drive;
        Description = drive.Description with { Id = id };
    }

    public SourceDescription Description { get; }

    public long FramesPassed => _drive.FramesPassed;

    public FrameRead Read(Mat image, CancellationToken cancellationToken) => _drive.Read(image, cancellationToken);

    public void Dispose() => _drive.Dispose();
}
