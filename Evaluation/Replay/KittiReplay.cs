using Evaluation.Formats;
using Evaluation.Tracking;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;
using CameraDetection = Fusion.Tracking.Detection;

namespace Evaluation.Replay;

/// <summary>Reads KITTI tracking sequences with detection files for the tracker.</summary>
/// <remarks>
/// Detections: <c>frame,x1,y1,x2,y2,score</c> in a folder a class (camera), <c>frame,type,x1,y1,x2,y2,score,h,w,l,x,y,z,rot_y,alpha</c>
/// in a folder a class (lidar), or KITTI label files, of which cars, pedestrians and cyclists are taken. Ego motion comes from the step between one pose and the next, where
/// there are poses; the image's size from the calibration's focal length (<see cref="KittiImageSize"/>).
/// </remarks>
public static class KittiReplay
{
    private const int ColourCamera = 2;
    private const long FrameNs = 100_000_000;
    private const int CameraFields = 6;
    private const int LidarFields = 15;
    private static readonly (string Folder, ObjectClass Class)[] ClassFolders =
    [
        ("Car", ObjectClass.Car), ("Pedestrian", ObjectClass.Pedestrian), ("Cyclist", ObjectClass.Bicycle),
    ];

    /// <summary>Reads all sequences that the first of the detections has.</summary>
    /// <param name="directory">KITTI's tracking folder.</param>
    /// <param name="detections">Names of detection folders below it; several are fused.</param>
    /// <param name="configuration">For the scores and noise of object lists.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read, or does not fit the sequence's frames.</exception>
    public static List<ReplaySequence> Read(string directory, IReadOnlyList<string> detections, ReplayConfiguration configuration)
    {
        if (detections.CountBy(source => source).FirstOrDefault(entry => entry.Value > 1) is { Key: { } twice })
        {
            throw new EvaluationException($"{directory}: expected each folder of detections once, found {twice} twice.");
        }

        Dictionary<string, int> lengths = KittiTracking.ReadLengths(Path.Combine(directory, "label_02"));
        List<ReplaySequence> sequences = [];
        List<string>[] names = [.. detections.Select(source => SequenceNames(Path.Combine(directory, source)))];
        foreach (string name in names[0])
        {
            CameraCalibration? calibration = ReadCalibration(Path.Combine(directory, "calib", name + ".txt"));
            (int width, int height) = calibration is null ? KittiImageSize.Usual : (calibration.Width, calibration.Height);
            Dictionary<int, List<CameraDetection>> camera = [];
            Dictionary<int, List<RangedObject>> ranged = [];
            NameCounts leftOut = new();
            foreach (string source in detections)
            {
                ReadDetections(Path.Combine(directory, source), name, calibration, configuration, camera, ranged, leftOut);
            }

            int[] seen = [.. camera.Keys, .. ranged.Keys];
            int frames = lengths.TryGetValue(name, out int length) ? length : seen.DefaultIfEmpty(-1).Max() + 1;
            if (Array.FindIndex(seen, frame => frame < 0 || frame >= frames) is >= 0 and int stray)
            {
                throw new EvaluationException($"{directory}: expected detections of sequence {name} in its frames 0 to {frames - 1}, found one in frame {seen[stray]}.");
            }

            PoseStep?[] steps = ReadPoses(directory, name, frames, calibration);
            sequences.Add(new ReplaySequence(name, width, height, calibration, [.. Enumerable.Range(0, frames).Select(frame => new ReplayFrame(
                frame, frame * FrameNs,
                camera.TryGetValue(frame, out List<CameraDetection>? boxes) ? [.. boxes] : [],
                ranged.TryGetValue(frame, out List<RangedObject>? objects) ? [.. objects] : [],
                steps.ElementAtOrDefault(frame)?.EgoMotion, steps.ElementAtOrDefault(frame)?.ImageMotion))])
            {
                LeftOut = leftOut.ToString(),
            });
        }

        return sequences;
    }

    /// <returns>The step to each frame; none where there are no poses of the sequence.</returns>
    private static PoseStep?[] ReadPoses(string directory, string name, int frames, CameraCalibration? calibration)
    {
        string path = Path.Combine(directory, "poses_orbslam3", name + ".txt");
        PoseStep?[] steps = KittiPoses.Read(path, FrameNs, calibration);
        return steps.Length == 0 || steps.Length >= frames ? steps : throw new EvaluationException($"{path}: expected a pose for each of {frames} frames, found {steps.Length}.");
    }

    private static CameraCalibration? ReadCalibration(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        (int width, int height) = KittiImageSize.Usual;
        CameraCalibration calibration = CalibrationFile.Load(path, width, height, ColourCamera);
        (width, height) = KittiImageSize.Of(calibration.Fx);
        return CalibrationFile.Load(path, width, height, ColourCamera);
    }

    private static List<string> SequenceNames(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new EvaluationException($"{folder}: expected a folder of detections, found none.");
        }

        string? unknown = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault(
            place => !Array.Exists(ClassFolders, entry => entry.Folder == Path.GetFileName(place)) && Directory.EnumerateFiles(place, "*.txt").Any());
        if (unknown is not null)
        {
            throw new EvaluationException($"{unknown}: expected a folder of a class, {string.Join(", ", ClassFolders.Select(entry => entry.Folder))}, found another with files.");
        }

        IEnumerable<string> folders = ClassFolders.Select(entry => Path.Combine(folder, entry.Folder)).Where(Directory.Exists).Append(folder);
        List<string> names = [.. folders.SelectMany(place => Directory.EnumerateFiles(place, "*.txt"))
            .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct().Order(StringComparer.Ordinal)];
        return names.Count > 0 ? names : throw new EvaluationException($"{folder}: expected detection files named <sequence>.txt, found none.");
    }

    private static void ReadDetections(
        string folder, string name, CameraCalibration? calibration, ReplayConfiguration configuration,
        Dictionary<int, List<CameraDetection>> camera, Dictionary<int, List<RangedObject>> ranged, NameCounts leftOut)
    {
        string labels = Path.Combine(folder, name + ".txt");
        if (File.Exists(labels))
        {
            ReadLabels(labels, camera, leftOut);
            return;
        }

        foreach ((string classFolder, ObjectClass objectClass) in ClassFolders)
        {
            // A class that the detector does not know has no folder.
            if (!Directory.Exists(Path.Combine(folder, classFolder)))
            {
                continue;
            }

            string path = Path.Combine(folder, classFolder, name + ".txt");
            foreach (NumberLine line in NumberLine.Read(path, [',', ' '], CameraFields))
            {
                if (line.Count >= LidarFields)
                {
                    Add(ranged, line.Integer(0), LidarObject(line, objectClass, calibration, configuration));
                }
                else
                {
                    Box box = new((float)line.Number(1), (float)line.Number(2), (float)line.Number(3), (float)line.Number(4));
                    Add(camera, line.Integer(0), new CameraDetection(objectClass, (float)line.Number(5), box));
                }
            }
        }
    }

    private static void ReadLabels(string path, Dictionary<int, List<CameraDetection>> camera, NameCounts leftOut)
    {
        foreach (LabelledBox label in KittiTracking.Read(path))
        {
            ObjectClass objectClass = label.Class switch
            {
                "car" => ObjectClass.Car,
                "pedestrian" => ObjectClass.Pedestrian,
                "cyclist" => ObjectClass.Bicycle,
                _ => ObjectClass.Unknown,
            };
            if (objectClass != ObjectClass.Unknown)
            {
                Box box = new((float)label.XMin, (float)label.YMin, (float)label.XMax, (float)label.YMax);
                Add(camera, label.Frame, new CameraDetection(objectClass, (float)label.Score, box));
            }
            else if (!KittiCriteria.IsRegion(label))
            {
                leftOut.Add(label.Class);
            }
        }
    }

    private static RangedObject LidarObject(
        in NumberLine line, ObjectClass objectClass, CameraCalibration? calibration, ReplayConfiguration configuration)
    {
        Box3D cuboid = new(line.Number(7), line.Number(8), line.Number(9), line.Number(10), line.Number(11), line.Number(12), line.Number(13));
        double score = 1 / (1 + Math.Exp(-(line.Number(6) - configuration.RangedScoreCentre) / configuration.RangedScoreScale));
        (double x, double y, _) = (calibration?.EgoFromCamera ?? RigidTransform.Identity).Apply(cuboid.X, cuboid.Y, cuboid.NearestDepth);
        Box box = new((float)line.Number(2), (float)line.Number(3), (float)line.Number(4), (float)line.Number(5));
        return new RangedObject(
            ObjectSources.Lidar, objectClass, (float)score, x, y, configuration.RangedSigma, configuration.RangedSigma)
        {
            ImageBox = box.IsValid ? box : null,
            Cuboid = KittiCuboid.ToEgo(cuboid, (float)score, calibration),
        };
    }

    private static void Add<T>(Dictionary<int, List<T>> frames, int frame, T item)
    {
        if (!frames.TryGetValue(frame, out List<T>? items))
        {
            items = [];
            frames.Add(frame, items);
        }

        items.Add(item);
    }
}
