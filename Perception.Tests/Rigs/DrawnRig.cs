using OpenCvSharp;
using Perception.Pipeline;
using Perception.Rigs;
using Perception.Tests.Shared;
using Sensors.Calibration;
using Sensors.Sources;

namespace Perception.Tests.Rigs;

/// <summary>Two drawn drives as the cameras of one rig.</summary>
internal static class DrawnRig
{
    public const long Ms = 1_000_000;

    /// <summary>Every frame of every camera, as a replay at full speed takes them.</summary>
    public static RigOptions Lossless { get; } = new() { Id = "car", IsLossless = true };

    /// <summary>The front camera at 20 Hz, and the side camera at 10 Hz with smaller images; both clocks are set back by 10 s from a time on.</summary>
    public static RigRun Recorded(
        TemporaryFolder folder, RigOptions options, Func<NetworkSet>? load = null, Func<int, PipelineOptions, PipelineOptions>? change = null, long setBackFromNs = long.MaxValue,
        Func<string, CameraCalibration>? calibrate = null)
    {
        string front = Directory.Exists(folder.At("front")) ? folder.At("front") : DrawnRoad.WriteImages(folder.At("front"), frames: 12);
        string side = Side(folder.At("side"));
        return new RigRun(
            options,
            [
                new Named(DriveOpener.Open(front, new DriveOpenOptions()), "front", setBackFromNs, calibrate?.Invoke("front")),
                new Named(DriveOpener.Open(side, new DriveOpenOptions()), "side", setBackFromNs, calibrate?.Invoke("side")),
            ],
            load,
            change);
    }

    /// <summary>Writes the side camera's images where they are not there yet.</summary>
    public static string Side(string folder)
    {
        if (Directory.Exists(folder))
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        using Mat image = new();
        using Mat small = new();
        List<string> times = ["frame,captureTimeNs"];
        for (int frame = 0; frame < 6; frame++)
        {
            DrawnRoad.Draw(image, 2 * frame);
            Cv2.Resize(image, small, new Size(320, 180));
            Assert.True(small.SaveImage(Path.Combine(folder, $"{frame:000000}.png")));
            times.Add($"{frame},{frame * 100 * Ms}");
        }

        File.WriteAllLines(Path.Combine(folder, "timestamps.csv"), times);
        return folder;
    }

    private sealed class Named(IFrameSource source, string id, long setBackFromNs, CameraCalibration? calibration) : IFrameSource
    {
        public SourceDescription Description { get; } = calibration is null
            ? source.Description with { Id = id }
            : source.Description with { Id = id, Calibration = calibration, CalibrationAbsence = null };

        public FrameRead Read(Mat image, CancellationToken cancellationToken)
        {
            FrameRead read = source.Read(image, cancellationToken);
            return read.CaptureTimeNs < setBackFromNs ? read : read with { CaptureTimeNs = read.CaptureTimeNs - (10_000 * Ms) };
        }

        public void Dispose() => source.Dispose();
    }
}
