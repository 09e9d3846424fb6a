using Fusion.Lanes;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Lanes;

namespace Perception.Inference;

/// <summary>Runs one network on one image, from the pixels to detections and lane curves, and keeps what each part took. One thread uses it.</summary>
internal sealed class NetworkMeter : IDisposable
{
    private const int MaxDetections = 256;
    private const long FrameStepNs = 40_000_000;

    private readonly Network _network;
    private readonly Mat _image;
    private readonly TimeProvider _time;
    private readonly NetworkBinding _binding;
    private readonly IObjectDecoder? _objects;
    private readonly IMaskDecoder? _masks;
    private readonly SegmentationMask? _drivable;
    private readonly SegmentationMask? _laneLines;
    private readonly LaneTracker? _tracker;
    private readonly Detection[] _detections = new Detection[MaxDetections];
    private readonly TimeSpan[] _preprocess, _bare, _decode, _lanes, _whole;
    private long _frames;
    private long _allocated;

    /// <param name="network">Stays the caller's.</param>
    /// <param name="image">8-bit BGR; stays the caller's.</param>
    /// <param name="runs">How many runs are counted.</param>
    /// <param name="time">The clock.</param>
    public NetworkMeter(Network network, Mat image, int runs, TimeProvider time)
    {
        _network = network;
        _image = image;
        _time = time;
        _binding = network.CreateBinding(image.Width, image.Height);
        _objects = DecoderRegistry.Standard.CreateObjectDecoder(network);
        _masks = DecoderRegistry.Standard.CreateMaskDecoder(network);
        _drivable = _masks?.CreateMask(_binding);
        _laneLines = _masks?.CreateMask(_binding);
        _tracker = _masks == null ? null : new LaneTracker(new LaneTrackerOptions(), calibration: null, image.Width, image.Height);
        (_preprocess, _bare, _decode, _lanes, _whole) = (new TimeSpan[runs], new TimeSpan[runs], new TimeSpan[runs], new TimeSpan[runs], new TimeSpan[runs]);
    }

    /// <param name="run">Which of the runs that are counted; below zero it is not counted.</param>
    public void Run(int run)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = _time.GetTimestamp();
        _binding.Preprocess(_image);
        long preprocessed = _time.GetTimestamp();
        _network.Run(_binding);
        long answered = _time.GetTimestamp();
        _objects?.Decode(_binding, _detections);
        _masks?.Decode(_binding, _drivable!, _laneLines!);
        long decoded = _time.GetTimestamp();
        _tracker?.Update(_frames++ * FrameStepNs, _laneLines!, _drivable!);
        long traced = _time.GetTimestamp();
        if (run >= 0)
        {
            _preprocess[run] = _time.GetElapsedTime(start, preprocessed);
            _bare[run] = _time.GetElapsedTime(preprocessed, answered);
            _decode[run] = _time.GetElapsedTime(answered, decoded);
            _lanes[run] = _time.GetElapsedTime(decoded, traced);
            _whole[run] = _time.GetElapsedTime(start, traced);
            _allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }
    }

    /// <summary>What the counted runs took.</summary>
    public NetworkCost Cost() => new(
        DurationSummary.Of(_preprocess), DurationSummary.Of(_bare), DurationSummary.Of(_decode), DurationSummary.Of(_lanes), DurationSummary.Of(_whole), _allocated / (double)_bare.Length);

    public void Dispose() => _binding.Dispose();
}
