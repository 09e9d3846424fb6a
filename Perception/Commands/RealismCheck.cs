using Evaluation.Drives;
using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Perception.Lanes;
using Simulation;
using Simulation.Truth;

namespace Perception.Commands;

/// <summary>Measures a simulated drive with networks that only ever saw the real world. Not thread safe.</summary>
public sealed class RealismCheck : IDisposable
{
    private const int MaximumDetections = 300;
    private const float TallBox = 60f;
    private readonly RealismOptions _options;
    private readonly Network _detector;
    private readonly Network _lanes;
    private readonly IObjectDecoder _objects;
    private readonly IMaskDecoder _masks;
    private readonly SortedDictionary<string, (int Count, int Found)> _kinds = new(StringComparer.Ordinal);

    /// <exception cref="SimulationException">An option is out of range.</exception>
    /// <exception cref="ModelException">A network is missing or isn't what its manifest says.</exception>
    public RealismCheck(ModelCatalogue catalogue, RealismOptions options)
    {
        options.Validate();
        _options = options;
        _detector = Network.Load(catalogue.Resolve(options.Detector), new NetworkOptions());
        _lanes = Network.Load(catalogue.Resolve(options.LaneNetwork), new NetworkOptions());
        _objects = DecoderRegistry.Standard.CreateObjectDecoder(_detector)
            ?? throw new ModelContractException($"{options.Detector}: expected a network that detects objects, found none of its tasks does.");
        _masks = DecoderRegistry.Standard.CreateMaskDecoder(_lanes)
            ?? throw new ModelContractException($"{options.LaneNetwork}: expected a network that segments lanes, found none of its tasks does.");
    }

    /// <summary>Measures one drive folder.</summary>
    /// <exception cref="SimulationException">The folder holds no complete drive with truth.</exception>
    public RealismReport Measure(string drive)
    {
        using VideoCapture video = new(Path.Combine(drive, "front.mp4"));
        string truthPath = Path.Combine(drive, "truth", "truth.json");
        string maskPath = Path.Combine(drive, "truth", "masks.bin.br");
        if (!video.IsOpened() || !File.Exists(truthPath) || !File.Exists(maskPath))
        {
            throw new SimulationException($"{drive}: expected a drive of perceive simulate with front.mp4, truth/truth.json and truth/masks.bin.br, found no such.");
        }

        DriveTruth truth = DriveTruth.Read(truthPath);
        using MaskReader reader = new(File.OpenRead(maskPath), maskPath);
        byte[] paint = new byte[reader.Width * reader.Height];
        byte[] drivable = new byte[paint.Length];
        using Mat image = new();
        using NetworkBinding detectorBinding = _detector.CreateBinding(reader.Width, reader.Height);
        using NetworkBinding laneBinding = _lanes.CreateBinding(reader.Width, reader.Height);
        SegmentationMask drivableMask = _masks.CreateMask(laneBinding);
        SegmentationMask laneMask = _masks.CreateMask(laneBinding);
        MaskOverlap drivableOverlap = new(_options.LeastProbability, 0);
        MaskOverlap laneOverlap = new(_options.LeastProbability, _options.Dilation);
        Detection[] detections = new Detection[MaximumDetections];
        int frames = 0;
        _kinds.Clear();
        (int Vehicles, int Found, int Detections, int Right) sum = default;
        for (int number = 0; number < truth.Frames.Count; number++)
        {
            if (!video.Read(image))
            {
                throw new SimulationException($"{drive}/front.mp4: expected as many frames as truth.json has, found fewer.");
            }

            reader.Read(paint);
            reader.Read(drivable);
            if (number % _options.Every != 0)
            {
                continue;
            }

            frames++;
            detectorBinding.Preprocess(image);
            _detector.Run(detectorBinding);
            int count = _objects.Decode(detectorBinding, detections);
            (int vehicles, int found, int reported, int right) = Match(truth.Frames[number], detections.AsSpan(0, count));
            sum = (sum.Vehicles + vehicles, sum.Found + found, sum.Detections + reported, sum.Right + right);
            laneBinding.Preprocess(image);
            _lanes.Run(laneBinding);
            _masks.Decode(laneBinding, drivableMask, laneMask);
            drivableOverlap.Add(drivableMask, drivable, reader.Width, reader.Height);
            laneOverlap.Add(laneMask, paint, reader.Width, reader.Height);
        }

        return new RealismReport(
            frames, sum.Vehicles, sum.Found, sum.Detections, sum.Right, drivableOverlap.IoU, laneOverlap.IoU, drivableOverlap.FoundShare,
            new Dictionary<string, (int, int)>(_kinds));
    }

    public void Dispose()
    {
        _detector.Dispose();
        _lanes.Dispose();
    }

    private (int Vehicles, int Found, int Detections, int Right) Match(DriveTruthFrame frame, ReadOnlySpan<Detection> detections)
    {
        List<(Box Box, bool Counts, string Kind)> truth = [];
        foreach (DriveTruthObject item in frame.Objects)
        {
            if (item.Class.Group() == ObjectGroup.MotorVehicle || item.Class == ObjectClass.Motorcycle)
            {
                bool counts = item.Visible.Height >= _options.LeastHeight && item.Occlusion < _options.MostHidden;
                truth.Add((item.Visible, counts, item.Class + (item.Visible.Height < TallBox ? " to 60 px" : " over 60 px")));
            }
        }

        List<Box> found = Reported(detections);

        // One detection answers for one vehicle: pairs by descending overlap.
        List<(float IoU, int Truth, int Found)> pairs = [];
        for (int i = 0; i < truth.Count; i++)
        {
            for (int j = 0; j < found.Count; j++)
            {
                float overlap = truth[i].Box.IntersectionOverUnion(found[j]);
                if (overlap >= _options.LeastIoU)
                {
                    pairs.Add((overlap, i, j));
                }
            }
        }

        HashSet<int> usedTruth = [];
        HashSet<int> usedFound = [];
        foreach ((float _, int i, int j) in pairs.OrderByDescending(pair => pair.IoU))
        {
            if (!usedTruth.Contains(i) && !usedFound.Contains(j))
            {
                usedTruth.Add(i);
                usedFound.Add(j);
            }
        }

        for (int i = 0; i < truth.Count; i++)
        {
            if (truth[i].Counts)
            {
                (int count, int seen) = _kinds.GetValueOrDefault(truth[i].Kind);
                _kinds[truth[i].Kind] = (count + 1, seen + (usedTruth.Contains(i) ? 1 : 0));
            }
        }

        return (truth.Count(item => item.Counts), usedTruth.Count(i => truth[i].Counts), found.Count, usedFound.Count);
    }

    /// <summary>The vehicles that the detector reports.</summary>
    /// <remarks>A motorcycle of the truth has its rider on it, whom the detector tells apart: its box is both together.</remarks>
    private List<Box> Reported(ReadOnlySpan<Detection> detections)
    {
        List<Box> found = [];
        foreach (Detection detection in detections)
        {
            if (detection.Score < _options.LeastScore)
            {
                continue;
            }

            if (detection.Class.Group() == ObjectGroup.MotorVehicle)
            {
                found.Add(detection.Box);
            }
            else if (detection.Class == ObjectClass.Motorcycle)
            {
                found.Add(WithRider(detection.Box, detections));
            }
        }

        return found;
    }

    private Box WithRider(Box motorcycle, ReadOnlySpan<Detection> detections)
    {
        Box best = motorcycle;
        float most = 0f;
        foreach (Detection detection in detections)
        {
            float overlap = detection.Box.IntersectionOverUnion(motorcycle);
            if (detection.Class == ObjectClass.Pedestrian && detection.Score >= _options.LeastScore && overlap > most)
            {
                most = overlap;
                Box rider = detection.Box;
                best = new Box(
                    Math.Min(motorcycle.XMin, rider.XMin), Math.Min(motorcycle.YMin, rider.YMin), Math.Max(motorcycle.XMax, rider.XMax), Math.Max(motorcycle.YMax, rider.YMax));
            }
        }

        return best;
    }
}
