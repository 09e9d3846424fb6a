using System.Globalization;
using CameraDetection = Fusion.Tracking.Detection;
using Evaluation.Formats;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Frames;
using Sensors.OpticalFlow;

namespace Evaluation.Replay;

/// <summary>Reads MOTChallenge sequences with detection files for the tracker.</summary>
/// <remarks>
/// Detections are <c>NAME.txt</c> in MOT format; the camera's motion, where there is a folder <c>gmc</c>, is
/// <c>GMC-NAME.txt</c> without the detector's suffix: frame and 2 × 3 affine a line. It may cover the whole sequence, of which
/// the truth is then the end.
/// </remarks>
public static class MotReplay
{
    private const int MotionFields = 7;
    /// <param name="directory">The folder with <c>gt</c>, the detections' folder and perhaps <c>gmc</c>.</param>
    /// <param name="detections">The name of the detections' folder.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static List<ReplaySequence> Read(string directory, string detections)
    {
        List<ReplaySequence> sequences = [];
        foreach (SequenceFile file in MotChallenge.Sequences(Path.Combine(directory, "gt")))
        {
            string description = Path.Combine(directory, "gt", file.Name);
            double rate = MotChallenge.ReadInfo(description, "frameRate");
            string path = Path.Combine(directory, detections, file.Name + ".txt");
            List<LabelledBox>[] found = file.ByFrame(MotChallenge.ReadResults(path), path);
            ImageMotion?[] motion = ReadMotion(directory, file);
            ReplayFrame[] frames = new ReplayFrame[file.Frames];
            for (int index = 0; index < frames.Length; index++)
            {
                int number = file.FirstFrame + index;
                frames[index] = new ReplayFrame(
                    number, (long)(index * Nanoseconds.PerSecond / rate), [.. found[index].Select(Detection)], [], null, motion[index]);
            }

            sequences.Add(new ReplaySequence(
                file.Name, (int)MotChallenge.ReadInfo(description, "imWidth"), (int)MotChallenge.ReadInfo(description, "imHeight"), null, frames));
        }

        return sequences;
    }

    private static CameraDetection Detection(LabelledBox box) =>
        new(ObjectClass.Pedestrian, (float)box.Score, new Box((float)box.XMin, (float)box.YMin, (float)box.XMax, (float)box.YMax));

    private static ImageMotion?[] ReadMotion(string directory, SequenceFile file)
    {
        ImageMotion?[] motion = new ImageMotion?[file.Frames];
        int suffix = file.Name.LastIndexOf('-');
        string plain = suffix > 0 && file.Name.Count(letter => letter == '-') > 1 ? file.Name[..suffix] : file.Name;
        string path = Path.Combine(directory, "gmc", string.Create(CultureInfo.InvariantCulture, $"GMC-{plain}.txt"));
        if (!File.Exists(path))
        {
            return motion;
        }

        NumberLine[] lines = [.. NumberLine.Read(path, [' ', '\t'], MotionFields)];
        int offset = lines.Length - file.Frames;
        if (offset < 0)
        {
            throw new EvaluationException($"{path}: expected a line for each of {file.Frames} frames, found {lines.Length}.");
        }

        for (int index = 0; index < motion.Length; index++)
        {
            NumberLine line = lines[offset + index];
            motion[index] = new ImageMotion(line.Number(1), line.Number(2), line.Number(3), line.Number(4), line.Number(5), line.Number(6));
        }

        return motion;
    }
}
