using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Moves a network's scores by log odds so that those of <see cref="NetworkManifest.TrackingScores"/> become 0.5. The order of a
/// class's detections stays. Immutable and thread safe.
/// </summary>
public sealed class TrackingScores
{
    private readonly float[] _middle = new float[Enum.GetValues<ObjectClass>().Length];

    public TrackingScores(NetworkManifest manifest)
    {
        Array.Fill(_middle, 0.5f);
        foreach ((ObjectClass objectClass, float score) in manifest.TrackingScores)
        {
            _middle[(int)objectClass] = score;
        }
    }

    /// <summary>Scores detections anew, in place.</summary>
    public void Apply(Span<Detection> detections)
    {
        foreach (ref Detection detection in detections)
        {
            float middle = _middle[(int)detection.Class];
            if (middle != 0.5f)
            {
                // The sigmoid of logit(score) - logit(middle).
                float right = detection.Score * (1 - middle);
                float wrong = (1 - detection.Score) * middle;
                detection = detection with { Score = right / (right + wrong) };
            }
        }
    }
}
