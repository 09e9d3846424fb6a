using Evaluation;
using Evaluation.Detection;
using Evaluation.Drives;
using OpenCvSharp;

namespace Perception.Commands;

/// <summary>Frames of drives made by <c>perceive simulate</c> with their true objects, for detectors.</summary>
internal static class SimulatedImages
{
    private const string Video = "front.mp4";
    private const string TruthFolder = "truth";

    /// <summary>The drive that the folder is, or the drives in it by name.</summary>
    /// <exception cref="EvaluationException">There is none.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        string[] drives = IsDrive(folder) ? [folder]
            : Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Where(IsDrive).Order(StringComparer.Ordinal)]
            : [];
        return drives.Length > 0 ? drives : throw new EvaluationException($"{folder}: expected a drive of 'perceive simulate' with {Video} and {TruthFolder}/{DriveTruth.FileName}, or a folder of such, found none.");
    }

    /// <summary>Every frame; the caller disposes the pixels.</summary>
    /// <exception cref="EvaluationException">A truth or video cannot be read.</exception>
    public static IEnumerable<(TruthImage Truth, Mat Pixels)> Read(IReadOnlyList<string> drives, SimulatedTruthOptions options)
    {
        foreach (string drive in drives)
        {
            string path = Path.Combine(drive, Video);
            DriveTruth truth = DriveTruth.Read(Path.Combine(drive, TruthFolder, DriveTruth.FileName));
            using VideoCapture video = new(path);
            for (int number = 0; number < truth.Frames.Count; number++)
            {
                Mat pixels = new();
                if (!video.Read(pixels))
                {
                    pixels.Dispose();
                    throw new EvaluationException($"{path}: expected {truth.Frames.Count} frames as {DriveTruth.FileName} has, found {number}.");
                }

                double leastHeight = options.LeastHeight * pixels.Width / SimulatedTruthOptions.ReferenceWidth;
                TruthBox[] boxes = [.. truth.Frames[number].Objects.Select(item => new TruthBox(item.Class.ToString().ToLowerInvariant(), item.Visible)
                {
                    IsRegion = item.Visible.Height < leastHeight || item.Occlusion >= options.MostHidden,
                })];
                yield return (new TruthImage(path, boxes), pixels);
            }
        }
    }

    private static bool IsDrive(string folder) => File.Exists(Path.Combine(folder, Video)) && File.Exists(Path.Combine(folder, TruthFolder, DriveTruth.FileName));
}
