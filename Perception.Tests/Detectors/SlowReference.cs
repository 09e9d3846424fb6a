using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Tests.Detectors;

/// <summary>The slow, obvious end of every detector: thresholds, letterbox, suppression, clipping, in double precision.</summary>
internal static class SlowReference
{
    /// <summary>One candidate as the network gives it: its own class id, box in input pixels.</summary>
    public readonly record struct Candidate(int ClassId, double Score, double XMin, double YMin, double XMax, double YMax);

    public static List<Detection> Finish(IEnumerable<Candidate> candidates, NetworkManifest manifest, Letterbox letterbox)
    {
        List<Detection> accepted = [];
        foreach (Candidate candidate in candidates)
        {
            bool isKnown = manifest.Classes.TryGetValue(candidate.ClassId, out ObjectClass objectClass);
            if (isKnown && candidate.Score >= manifest.ThresholdFor(objectClass))
            {
                Box box = new(
                    (float)((candidate.XMin - letterbox.PadX) * letterbox.SourceWidth / letterbox.ContentWidth),
                    (float)((candidate.YMin - letterbox.PadY) * letterbox.SourceHeight / letterbox.ContentHeight),
                    (float)((candidate.XMax - letterbox.PadX) * letterbox.SourceWidth / letterbox.ContentWidth),
                    (float)((candidate.YMax - letterbox.PadY) * letterbox.SourceHeight / letterbox.ContentHeight));
                accepted.Add(new Detection(objectClass, (float)candidate.Score, box));
            }
        }

        List<Detection> kept = [];
        foreach (Detection detection in accepted.Where(detection => detection.Box.IsValid).OrderByDescending(detection => detection.Score))
        {
            if (!kept.Exists(other => other.Class == detection.Class && other.Box.IntersectionOverUnion(detection.Box) > manifest.NmsIou))
            {
                kept.Add(detection);
            }
        }

        return [.. kept.Select(detection => detection with { Box = Clip(detection.Box, letterbox) }).Where(detection => detection.Box.IsValid)];
    }

    private static Box Clip(Box box, Letterbox letterbox) => new(
        Math.Max(0, box.XMin), Math.Max(0, box.YMin), Math.Min(letterbox.SourceWidth, box.XMax), Math.Min(letterbox.SourceHeight, box.YMax));
}
