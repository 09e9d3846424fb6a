using Fusion.Geometry;
using Labelling.Sets;

namespace Labelling.Tracking;

/// <summary>
/// Follows each object through a clip, forward, then uses what comes later: carries labels over weak frames, marks gaps, and turns
/// what shows in a single frame into boxes to ignore. Given truth stays as it is. Pure and thread safe.
/// </summary>
public sealed class ClipSmoother
{
    private const string TrackSource = "track";
    private const string TruthSource = "truth";
    private readonly ClipSmootherOptions _options;

    public ClipSmoother(ClipSmootherOptions options)
    {
        _options = options;
    }

    /// <param name="frames">One clip, in order, at an even pace.</param>
    public SmoothedClip Smooth(IReadOnlyList<LabelledFrame> frames)
    {
        List<ClipTrack> tracks = Follow(frames);
        List<LabelledBox>?[] boxes = [.. frames.Select(frame => frame.Boxes?.ToList())];
        int identity = 0, carried = 0, filled = 0, flickers = 0, doubtful = 0;
        foreach (ClipTrack track in tracks)
        {
            int[] sure = [.. track.Labels.Where(item => !item.Label.Ignore).Select(item => item.Frame)];
            if (track.Labels.Count == 1)
            {
                (int frame, int index, LabelledBox label) = track.Labels[0];
                if (sure.Length == 1 && frames.Count > 1 && !label.Sources.Contains(TruthSource))
                {
                    boxes[frame]![index] = label with { Ignore = true };
                    flickers++;
                }

                continue;
            }

            if (sure.Length == 0)
            {
                continue;
            }

            if (track.Labels.Where(item => !item.Label.Ignore).Max(item => item.Label.Confidence) < _options.LeastPeak)
            {
                foreach ((int frame, int index, LabelledBox label) in track.Labels)
                {
                    boxes[frame]![index] = label with { Ignore = true };
                }

                doubtful += sure.Length;
                continue;
            }

            identity++;
            for (int i = 0; i < track.Labels.Count; i++)
            {
                (int frame, int index, LabelledBox label) = track.Labels[i];
                bool isBetween = frame > sure[0] && frame < sure[^1];
                bool carries = label.Ignore && isBetween && label.Confidence >= _options.LeastCarried && sure.Any(other => Math.Abs(other - frame) <= _options.LongestGap);
                carried += carries ? 1 : 0;
                boxes[frame]![index] = label with
                {
                    Track = identity,
                    Ignore = label.Ignore && !carries,
                    Sources = carries ? [.. label.Sources, TrackSource] : label.Sources,
                };
                for (int missing = frame + 1; IsBeforeNext(track, i, missing); missing++)
                {
                    if (boxes[missing] is { } there)
                    {
                        there.Add(track.Between(i, missing) with { Track = identity });
                        filled++;
                    }
                }
            }
        }

        return new SmoothedClip([.. frames.Select((frame, i) => frame with { Boxes = boxes[i] })], identity, carried, filled, flickers, doubtful);

        static bool IsBeforeNext(ClipTrack track, int at, int frame) => at + 1 < track.Labels.Count && frame < track.Labels[at + 1].Frame;
    }

    private List<ClipTrack> Follow(IReadOnlyList<LabelledFrame> frames)
    {
        List<ClipTrack> all = [];
        List<ClipTrack> open = [];
        for (int f = 0; f < frames.Count; f++)
        {
            int frame = f;
            open.RemoveAll(track => frame - track.Last > _options.LongestGap + 1);
            IReadOnlyList<LabelledBox> labels = frames[f].Boxes ?? [];
            HashSet<int> taken = [];
            foreach ((ClipTrack track, int index) in Pairs(open, labels, frame))
            {
                if (track.Last < frame && taken.Add(index))
                {
                    track.Add(frame, index, labels[index]);
                }
            }

            for (int i = 0; i < labels.Count; i++)
            {
                if (!taken.Contains(i))
                {
                    ClipTrack begun = new(frame, i, labels[i]);
                    all.Add(begun);
                    open.Add(begun);
                }
            }
        }

        return all;
    }

    private IEnumerable<(ClipTrack Track, int Index)> Pairs(List<ClipTrack> open, IReadOnlyList<LabelledBox> labels, int frame)
    {
        List<(float IoU, ClipTrack Track, int Index)> pairs = [];
        foreach (ClipTrack track in open)
        {
            Box predicted = Grown(track.Predict(frame));
            for (int i = 0; i < labels.Count; i++)
            {
                float overlap = labels[i].Class == track.Class ? predicted.IntersectionOverUnion(Grown(labels[i].ToBox())) : 0;
                if (overlap >= _options.LeastIoU)
                {
                    pairs.Add((overlap, track, i));
                }
            }
        }

        return pairs.OrderByDescending(pair => pair.IoU).Select(pair => (pair.Track, pair.Index));
    }

    private Box Grown(in Box box) => new(
        box.XMin - (box.Width * _options.Growth),
        box.YMin - (box.Height * _options.Growth),
        box.XMax + (box.Width * _options.Growth),
        box.YMax + (box.Height * _options.Growth));
}
