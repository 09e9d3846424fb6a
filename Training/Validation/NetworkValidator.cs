using Evaluation.Detection;
using Evaluation.Segmentation;
using Fusion.Geometry;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using TorchSharp;
using Training.Networks;
using Training.Onnx;
using Training.Samples;
using Training.Shipping;
using Training.Torch;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;
using Size = OpenCvSharp.Size;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Training.Validation;

/// <summary>Scores a network on labelled frames, at the network's input size. Not thread safe.</summary>
internal sealed class NetworkValidator
{
    /// <summary>What scores less is no detection.</summary>
    public const float LeastScore = 0.05f;

    private const int BatchSize = 8;
    private const double Overlap = 0.5;
    private const float MaskThreshold = 0.5f;
    private const int DilationPx = 2;
    private const int MostDetections = 100;

    /// <summary>An image without road may still have this share of it labelled: a far strip is not worth a verdict.</summary>
    private const double NoRoadShare = 0.002;
    private static readonly ClassRule Vehicles = new("vehicle", ["vehicle"], [], [ObjectClass.Vehicle], Overlap);
    private static readonly ClassRule Pedestrians = new("pedestrian", ["pedestrian"], [], [ObjectClass.Pedestrian], Overlap);
    private static readonly ClassRule TwoWheelers = new("two-wheeler", ["twowheeler"], [], [ObjectClass.TwoWheeler], Overlap);
    private readonly IReadOnlyList<ObjectClass> _classes;
    private readonly int _width;
    private readonly int _height;
    private readonly Nms _nms;
    private readonly SampleMaker _maker = new(AugmentationOptions.None);

    public NetworkValidator(IReadOnlyList<ObjectClass> classes, int width, int height)
    {
        _classes = classes;
        _width = width;
        _height = height;
        _nms = new Nms(TritaskLayout.Strides.Sum(stride => width / stride * (height / stride)) * classes.Count, (float)ShippingOptions.UsualNmsIou);
    }

    /// <param name="network">In evaluation mode.</param>
    /// <param name="name">Name of the set.</param>
    /// <param name="frames">Its frames.</param>
    public SetScore Score(TriTaskNetwork network, string name, IReadOnlyList<StoredFrame> frames)
    {
        List<DetectionRun> runs = [];
        MaskScore drivable = default;
        MaskScore lanes = default;
        double marked = 0;
        int withoutRoad = 0;
        SampleBatch batch = new(BatchSize, _width, _height);
        Device device = network.Scales[0].device;
        for (int first = 0; first < frames.Count; first += BatchSize)
        {
            int count = Math.Min(BatchSize, frames.Count - first);
            for (int i = 0; i < count; i++)
            {
                StoredFrame frame = frames[first + i];
                _maker.Fill(batch, i, () => frame, new Random(0));
            }

            using CollectionPause pause = new();
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            Tensor image = tensor(batch.Images, [BatchSize, 3, _height, _width], ScalarType.Byte, device).to(ScalarType.Float32);
            TriTaskOutput output = network.forward(image);
            float[] scores = output.ClassLogits.sigmoid().cpu().data<float>().ToArray();
            float[] distances = output.Distances.cpu().data<float>().ToArray();
            float[] masks = output.MaskLogits.sigmoid().cpu().data<float>().ToArray();
            for (int i = 0; i < count; i++)
            {
                if (batch.Boxes[i] is { } boxes)
                {
                    runs.Add(new DetectionRun(new TruthImage(name, [.. boxes.Select(Truth)]), Decode(scores, distances, i)));
                }

                int plane = _width / 2 * (_height / 2);
                bool labelled = Compare(batch, masks, (2 * i) + 0, 0, ref drivable);
                _ = Compare(batch, masks, (2 * i) + 1, DilationPx, ref lanes);
                if (labelled && Share(batch.Masks.AsSpan(2 * i * plane, plane)) < NoRoadShare)
                {
                    marked += Share(masks.AsSpan(2 * i * plane, plane));
                    withoutRoad++;
                }
            }
        }

        IReadOnlyList<RecallPoint> curve = CocoPrecision.Curve(runs, Vehicles, Overlap);
        double vehicleAp50 = CocoPrecision.Average(runs, Vehicles, Overlap);
        RecallPoint best = double.IsNaN(vehicleAp50)
            ? new RecallPoint(double.NaN, double.NaN, double.NaN)
            : curve.DefaultIfEmpty().MaxBy(point => point.Recall * point.Precision / Math.Max(1e-9, point.Recall + point.Precision));
        return new SetScore
        {
            Set = name,
            Images = frames.Count,
            VehicleAp50 = vehicleAp50,
            PedestrianAp50 = CocoPrecision.Average(runs, Pedestrians, Overlap),
            TwoWheelerAp50 = CocoPrecision.Average(runs, TwoWheelers, Overlap),
            VehicleRecall = best.Recall,
            VehiclePrecision = best.Precision,
            VehicleScore = best.Score,
            VehicleCurve = curve,
            DrivableIoU = drivable.IntersectionOverUnion,
            LaneIoU = lanes.IntersectionOverUnion,
            MarkedWithoutRoad = withoutRoad == 0 ? double.NaN : marked / withoutRoad,
        };
    }

    private TruthBox Truth(SampleBox box) => new(_classes[box.Class].ToString().ToLowerInvariant(), new Box(box.XMin, box.YMin, box.XMax, box.YMax)) { IsRegion = box.Ignore };

    private Detection[] Decode(float[] scores, float[] distances, int image)
    {
        Letterbox whole = new(_width, _height, _width, _height, 0, 0, _width, _height);
        _nms.Clear();
        int cells = scores.Length / _classes.Count / BatchSize;
        int row = image * cells;
        foreach (int stride in TritaskLayout.Strides)
        {
            for (float y = stride / 2f; y < _height; y += stride)
            {
                for (float x = stride / 2f; x < _width; x += stride, row++)
                {
                    ReadOnlySpan<float> said = scores.AsSpan(row * _classes.Count, _classes.Count);
                    int best = IndexOfMax(said);
                    if (said[best] >= LeastScore)
                    {
                        ReadOnlySpan<float> sides = distances.AsSpan(4 * row, 4);
                        _nms.Add(new Detection(
                            _classes[best], said[best],
                            new Box(x - Reach(sides[0], stride), y - Reach(sides[1], stride), x + Reach(sides[2], stride), y + Reach(sides[3], stride))));
                    }
                }
            }
        }

        Detection[] detections = new Detection[MostDetections];
        int count = _nms.Suppress(whole, detections);
        return detections[..count];
    }

    private static int IndexOfMax(ReadOnlySpan<float> values) => TensorPrimitives.IndexOfMax(values);

    private static float Reach(float logarithm, int stride) => MathF.Exp(Math.Clamp(logarithm, -TritaskLayout.LargestExponent, TritaskLayout.LargestExponent)) * stride;

    /// <summary>Adds one mask's pixels where all are labelled.</summary>
    /// <returns>Whether they are.</returns>
    private bool Compare(SampleBatch batch, float[] masks, int index, int dilation, ref MaskScore sum)
    {
        int plane = _width / 2 * (_height / 2);
        if (batch.Known.AsSpan(index * plane, plane).IndexOf(1f) < 0)
        {
            return false;
        }

        using Mat found = Binary(masks.AsSpan(index * plane, plane), dilation);
        using Mat truth = Binary(batch.Masks.AsSpan(index * plane, plane), dilation);
        using Mat known = Binary(batch.Known.AsSpan(index * plane, plane), 0);
        using Mat both = new();
        Cv2.BitwiseAnd(found, truth, both, known);
        using Mat foundKnown = new();
        Cv2.BitwiseAnd(found, known, foundKnown);
        using Mat truthKnown = new();
        Cv2.BitwiseAnd(truth, known, truthKnown);
        long hit = Cv2.CountNonZero(both);
        sum += new MaskScore(hit, Cv2.CountNonZero(foundKnown) - hit, Cv2.CountNonZero(truthKnown) - hit);
        return true;
    }

    private Mat Binary(ReadOnlySpan<float> shares, int dilation)
    {
        Mat mask = new(_height / 2, _width / 2, MatType.CV_8UC1, Scalar.All(0));
        Span<byte> pixels = mask.AsSpan<byte>();
        for (int i = 0; i < shares.Length; i++)
        {
            pixels[i] = shares[i] >= MaskThreshold ? byte.MaxValue : (byte)0;
        }

        if (dilation > 0)
        {
            using Mat kernel = Cv2.GetStructuringElement(MorphShapes.Rect, new Size((2 * dilation) + 1, (2 * dilation) + 1));
            Cv2.Dilate(mask, mask, kernel);
        }

        return mask;
    }

    private static double Share(ReadOnlySpan<float> shares)
    {
        int marked = 0;
        foreach (float share in shares)
        {
            marked += share >= MaskThreshold ? 1 : 0;
        }

        return (double)marked / shares.Length;
    }
}
