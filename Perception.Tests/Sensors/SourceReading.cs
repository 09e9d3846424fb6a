using OpenCvSharp;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors;

/// <summary>Reads a source to its end, noting each frame's status, number, time and what its picture shows.</summary>
public sealed record SourceReading(IReadOnlyList<FrameRead> Reads, IReadOnlyList<int> Numbers)
{
    public IEnumerable<FrameRead> Frames => Reads.Where(read => read.Status == FrameReadStatus.Frame);

    /// <summary>The last read: the end of the drive or a fault.</summary>
    public FrameRead Last => Reads[^1];

    public static SourceReading ToEnd(IFrameSource source, int limit = 1000)
    {
        using Mat image = new();
        List<FrameRead> reads = [];
        List<int> numbers = [];
        while (reads.Count < limit)
        {
            FrameRead read = source.Read(image, TestContext.Current.CancellationToken);
            reads.Add(read);
            if (read.Status == FrameReadStatus.Frame)
            {
                numbers.Add(TestMedia.NumberIn(image));
            }

            if (read.Status is FrameReadStatus.EndOfDrive or FrameReadStatus.Fault)
            {
                break;
            }
        }

        return new SourceReading(reads, numbers);
    }
}
