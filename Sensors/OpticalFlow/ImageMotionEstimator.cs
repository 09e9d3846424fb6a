using System.ComponentModel.DataAnnotations;
using System.Numerics;
using OpenCvSharp;
using Sensors.Calibration;

namespace Sensors.OpticalFlow;

/// <summary>
/// Measures how the camera's turning moves the image from frame to frame: corners of the frame before are followed into the new one and back, and what most
/// of them share counts. The vehicle's travel moves each point away from the focus of expansion, and that part is left out.
/// </summary>
/// <remarks>Causal: a frame's answer depends on it and the one before only; the same two give the same bits. Not thread safe. Allocates nothing after it was made.</remarks>
public sealed class ImageMotionEstimator
{
    private const double FarAway = 1e6;

    private readonly ImageMotionOptions _options;
    private readonly CornerPicker _picker;
    private readonly FlowConsensus _consensus;
    private readonly Vector2[] _corners;
    private readonly PointMatch[] _matches;
    private readonly Vector2 _middle;
    private readonly Vector2 _focus;
    private GreyPyramid _before;
    private GreyPyramid _now;
    private bool _hasBefore;

    /// <param name="width">Of the frames, pixels.</param>
    /// <param name="height">Of the frames, pixels.</param>
    /// <param name="calibration">Says where the focus of expansion is; without it, the middle of the image.</param>
    /// <param name="options">Validated here.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public ImageMotionEstimator(int width, int height, CameraCalibration? calibration, ImageMotionOptions options)
    {
        OptionRanges.Require(options);
        _options = options;
        _before = new GreyPyramid(width, height, options.Width, options.Levels);
        _now = new GreyPyramid(width, height, options.Width, options.Levels);
        GreyImage largest = _now.Levels[0];
        _picker = new CornerPicker(largest.Width, largest.Height, options.LeastTexture);
        _consensus = new FlowConsensus(options);
        _corners = new Vector2[_picker.Capacity];
        _matches = new PointMatch[_picker.Capacity];
        _middle = new Vector2(largest.Width, largest.Height) / 2;
        _focus = calibration is null || FocusOf(calibration) is not { } focus ? _middle : focus * new Vector2((float)width / calibration.Width, (float)height / calibration.Height) / _now.Shrink;
    }

    /// <summary>Whether a camera's turning can be told from its travel: not where it looks so far aside that all travel moves the image alike.</summary>
    /// <param name="calibration">Null where there is none: it is taken to look ahead.</param>
    public static bool CanTell(CameraCalibration? calibration) =>
        calibration is null
        || (FocusOf(calibration) is { } focus && Vector2.Distance(focus, new Vector2(calibration.Width, calibration.Height) / 2) <= calibration.Width);

    /// <summary>Forgets the frame before: the next one does not follow it.</summary>
    public void Reset() => _hasBefore = false;

    /// <summary>Takes in the next frame.</summary>
    /// <param name="bgr">8-bit BGR of the size that it was made for; only read.</param>
    /// <exception cref="ArgumentException">The image is of another kind or size.</exception>
    public ImageMotionEstimate Update(Mat bgr)
    {
        (_before, _now) = (_now, _before);
        _now.Fill(bgr);
        if (!_hasBefore)
        {
            _hasBefore = true;
            return default;
        }

        int corners = _picker.Pick(_before.Levels[0], _corners);
        int followed = Follow(_corners.AsSpan(0, corners));
        LinearFlow flow = _consensus.Find(_matches.AsSpan(0, followed), out int agreeing);
        bool isKnown = agreeing >= _options.LeastAgreeing && agreeing >= _options.LeastAgreeingShare * corners;
        return new ImageMotionEstimate(isKnown ? InSource(flow) : null, corners, followed, agreeing);
    }

    /// <summary>Where what lies straight ahead, or for a camera that looks back straight behind, is seen; pixels of the calibration's image. Null beyond the range of the lens model.</summary>
    private static Vector2? FocusOf(CameraCalibration calibration)
    {
        bool isSeen = calibration.TryProject(new EgoPoint(FarAway, 0, 0), out Pixel focus) || calibration.TryProject(new EgoPoint(-FarAway, 0, 0), out focus);
        return isSeen ? new Vector2((float)focus.X, (float)focus.Y) : null;
    }

    private int Follow(ReadOnlySpan<Vector2> corners)
    {
        int count = 0;
        float tolerance = (float)(_options.ReturnTolerance * _options.ReturnTolerance);
        foreach (Vector2 corner in corners)
        {
            Vector2 found = corner;
            Vector2 back = corner;
            if (PatchTracker.TryFollow(_before, _now, corner, ref found) && PatchTracker.TryFollow(_now, _before, found, ref back)
                && Vector2.DistanceSquared(back, corner) <= tolerance && corner != _focus)
            {
                _matches[count++] = new PointMatch(corner - _middle, found - corner, Vector2.Normalize(corner - _focus));
            }
        }

        return count;
    }

    /// <summary>Shift and turn about the middle of the shrunk image to source pixels; the growth about the focus of expansion is the travel's.</summary>
    private ImageMotion InSource(in LinearFlow flow)
    {
        // The flow's growth is about the middle: shift + growth · p = (shift + growth · focus) + growth · (p - focus).
        LinearFlow turning = flow with { Shift = flow.Shift + (flow.Growth * (_focus - _middle)), Growth = 0 };
        Vector2 origin = turning.At(-_middle) * _now.Shrink;
        return new ImageMotion(1, -flow.Turn, origin.X, flow.Turn, 1, origin.Y);
    }
}
