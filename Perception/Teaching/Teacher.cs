using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Tracking;
using Labelling.Masks;
using Labelling.Voting;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Perception.Lanes;

namespace Perception.Teaching;

/// <summary>Runs the teaching networks on single images, in several views each. For one thread; several share the networks.</summary>
public sealed class Teacher : IDisposable
{
    private const int MaximumDetections = 300;
    private const int Parts = 3;
    private const double PartAspect = 0.6;
    private readonly TeacherOptions _options;
    private readonly List<(string Name, SizedBinding Whole, SizedBinding Part, IObjectDecoder Decoder)> _detectors = [];
    private readonly List<(SizedBinding Whole, IMaskDecoder Decoder)> _lanes = [];
    private readonly Detection[] _detections = new Detection[MaximumDetections];
    private readonly Mat _mirrored = new();

    public Teacher(TeacherNetworks networks, TeacherOptions options)
    {
        _options = options;
        foreach (Network network in networks.Detectors)
        {
            _detectors.Add((network.Manifest.Name, new SizedBinding(network), new SizedBinding(network), DecoderRegistry.Standard.CreateObjectDecoder(network)!));
        }

        foreach (Network network in networks.LaneNetworks)
        {
            _lanes.Add((new SizedBinding(network), DecoderRegistry.Standard.CreateMaskDecoder(network)!));
        }
    }

    /// <summary>Every network's votes for objects.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <returns>Pixels of the image.</returns>
    /// <exception cref="InferenceException">A network failed.</exception>
    public IReadOnlyList<Vote> FindObjects(Mat image)
    {
        List<Vote> votes = [];
        Cv2.Flip(image, _mirrored, FlipMode.Y);
        bool inParts = image.Width >= _options.LeastWidthForParts && !_options.OneLook;
        foreach ((string name, SizedBinding whole, SizedBinding part, IObjectDecoder decoder) in _detectors)
        {
            foreach (Detection detection in Detect(whole, decoder, image))
            {
                votes.Add(new Vote(name, "full", detection.Class, detection.Score, detection.Box));
            }

            foreach (Detection detection in _options.OneLook ? [] : Detect(whole, decoder, _mirrored))
            {
                Box box = detection.Box;
                votes.Add(new Vote(name, "flip", detection.Class, detection.Score, box with { XMin = image.Width - box.XMax, XMax = image.Width - box.XMin }));
            }

            for (int i = 0; inParts && i < Parts; i++)
            {
                AddPart(votes, name, part, decoder, image, PartOf(image, i), i);
            }
        }

        return votes;
    }

    /// <summary>The mean of the networks' masks, as stored: 0 to 254; null where no network gives such a mask. The caller disposes them.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="size">Of the masks.</param>
    /// <exception cref="InferenceException">A network failed.</exception>
    public (Mat? Drivable, Mat? LaneLines) FindRoad(Mat image, Size size)
    {
        using MaskAverage drivable = new(size);
        using MaskAverage laneLines = new(size);
        foreach ((SizedBinding whole, IMaskDecoder decoder) in _lanes)
        {
            using Mat bordered = new();
            double rowsLow = _options.OneLook ? 0 : _options.MaskRowsLow.GetValueOrDefault(whole.Network.Manifest.Name);
            int border = AddBorder(image, whole.Network.Manifest.Input, bordered);
            Cv2.Flip(bordered, _mirrored, FlipMode.Y);
            foreach (bool isMirrored in _options.OneLook ? (ReadOnlySpan<bool>)[false] : [false, true])
            {
                NetworkBinding answer = whole.Run(isMirrored ? _mirrored : bordered);
                SegmentationMask area = decoder.CreateMask(answer);
                SegmentationMask lines = decoder.CreateMask(answer);
                decoder.Decode(answer, area, lines);
                area.OffsetY -= border;
                lines.OffsetY -= border;
                drivable.Add(area, image.Size(), isMirrored, rowsLow, 1);
                laneLines.Add(lines, image.Size(), isMirrored, rowsLow, 1);
            }
        }

        return (drivable.ToStored(), laneLines.ToStored());
    }

    public void Dispose()
    {
        foreach ((_, SizedBinding whole, SizedBinding part, _) in _detectors)
        {
            whole.Dispose();
            part.Dispose();
        }

        _lanes.ForEach(lane => lane.Whole.Dispose());
        _mirrored.Dispose();
    }

    private Detection[] Detect(SizedBinding binding, IObjectDecoder decoder, Mat image) =>
        _detections[..decoder.Decode(binding.Run(image), _detections)];

    private void AddPart(List<Vote> votes, string name, SizedBinding binding, IObjectDecoder decoder, Mat image, Rect part, int number)
    {
        using Mat view = new(image, part);
        double margin = _options.CutMargin * part.Width;
        string viewName = $"part{number + 1}";
        foreach (Detection detection in Detect(binding, decoder, view))
        {
            Box box = detection.Box;
            bool isCut = (box.XMin < margin && part.Left > 0) || (box.XMax > part.Width - margin && part.Right < image.Width)
                || (box.YMin < margin && part.Top > 0) || (box.YMax > part.Height - margin && part.Bottom < image.Height);
            if (!isCut)
            {
                Box inImage = new(box.XMin + part.X, box.YMin + part.Y, box.XMax + part.X, box.YMax + part.Y);
                votes.Add(new Vote(name, viewName, detection.Class, detection.Score, inImage));
            }
        }
    }

    /// <returns>Rows that were added at the top and at the bottom.</returns>
    private int AddBorder(Mat image, ImageInput input, Mat bordered)
    {
        if (input.Fit == InputFit.Stretch)
        {
            image.CopyTo(bordered);
            return 0;
        }

        double scale = Math.Min((double)input.Width / image.Width, (1 - (2 * _options.LeastBorder)) * input.Height / image.Height);
        int border = Math.Max(0, (int)Math.Round(((input.Height / scale) - image.Height) / 2));
        Cv2.CopyMakeBorder(image, bordered, border, border, 0, 0, BorderTypes.Constant, Scalar.All(input.Pad));
        return border;
    }

    private Rect PartOf(Mat image, int number)
    {
        int width = (int)(image.Width * _options.PartWidth);
        int top = (int)(image.Height * _options.PartTop);
        int height = Math.Min((int)(width * PartAspect), image.Height - top);
        return new Rect((image.Width - width) * number / (Parts - 1), top, width, height);
    }
}
