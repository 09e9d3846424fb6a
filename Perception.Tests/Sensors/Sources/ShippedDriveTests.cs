using Perception.Tests.Shared;
using global::Sensors.EgoMotion;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors.Sources;

public sealed class ShippedDriveTests
{
    public static TheoryData<string> Drives
    {
        get
        {
            TheoryData<string> drives = [];
            foreach (string folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "replay-data")).Order(StringComparer.Ordinal))
            {
                drives.Add(Path.GetFileName(folder));
            }

            return drives;
        }
    }

    [Theory]
    [MemberData(nameof(Drives))]
    public void Open_DriveInReplayData_IsWholeVerifiedAndCalibrated(string name)
    {
        using IRecordedSource source = DriveOpener.Open(Path.Combine(Repository.Root, "replay-data", name), new DriveOpenOptions());

        SourceReading reading = SourceReading.ToEnd(source, limit: 100_000);

        Assert.Empty(source.Description.Warnings);
        Assert.NotNull(source.Description.Calibration);
        Assert.NotNull(source.Description.Licence);
        Assert.True(Directory.Exists(source.Description.TruthPath));
        Assert.Equal(FrameReadStatus.EndOfDrive, reading.Last.Status);
        Assert.Equal(source.Description.FrameCount, reading.Frames.Count());
        EgoMotionLog motion = source.Description.EgoMotion!;
        Assert.All(reading.Frames, frame => Assert.True(motion.TryAt(frame.CaptureTimeNs, out _)));
    }
}
