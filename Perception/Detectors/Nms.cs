using Fusion.Geometry;
using Fusion.Tracking;
using Perception.Inference;

namespace Perception.Detectors;

/// <summary>
/// Non-maximum suppression by class: of the boxes of one class that overlap too much, the one with the highest score stays.
/// </summary>
/// <remarks>
/// Greedy, by descending score; of equal scores the candidate added first goes first. Buffers are made once and reused, so
/// that nothing is allocated per frame. Not thread safe.
/// </remarks>
public sealed class Nms
{
    private readonly Detection[] _candidates;
    private readonly ulong[] _order;
    private readonly int[] _kept;
    private readonly float _iouThreshold;
    private int _count;

    /// <param name="capacity">The most candidates of one frame; a network's number of anchors.</param>
    /// <param name="iouThreshold">A box that overlaps a kept one of its class by more than this intersection over union is suppressed.</param>
    public Nms(int capacity, float iouThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _candidates = new Detection[capacity];
        _order = new ulong[capacity];
        _kept = new int[capacity];
        _iouThreshold = iouThreshold;
    }

    /// <summary>Forgets all candidates.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a candidate. Boxes without area are left out.</summary>
    /// <param name="candidate">Source image pixels, not clipped; the score from 0 to 1.</param>
    public void Add(in Detection candidate)
    {
        if (!candidate.Box.IsValid)
        {
            return;
        }

        // Scores are not negative, so that their bits order as they do: inverted, the highest score comes first, then the lowest index.
        uint descending = ~BitConverter.SingleToUInt32Bits(candidate.Score);
        _order[_count] = ((ulong)descending << 32) | (uint)_count;
        _candidates[_count] = candidate;
        _count++;
    }

    /// <summary>Suppresses among the candidates and writes what is left, clipped to the image.</summary>
    /// <returns>How many were written.</returns>
    public int Suppress(in Letterbox letterbox, Span<Detection> detections)
    {
        _order.AsSpan(0, _count).Sort();
        int keptCount = 0;
        int written = 0;
        for (int i = 0; i < _count && written < detections.Length; i++)
        {
            int index = (int)(uint)_order[i];
            if (IsSuppressed(_candidates[index], _kept.AsSpan(0, keptCount)))
            {
                continue;
            }

            _kept[keptCount++] = index;
            Box clipped = Clip(_candidates[index].Box, letterbox.SourceWidth, letterbox.SourceHeight);
            if (clipped.IsValid)
            {
                detections[written++] = _candidates[index] with { Box = clipped };
            }
        }

        return written;
    }

    private static Box Clip(in Box box, int width, int height) => new(
        Math.Clamp(box.XMin, 0, width), Math.Clamp(box.YMin, 0, height), Math.Clamp(box.XMax, 0, width), Math.Clamp(box.YMax, 0, height));

    private bool IsSuppressed(in Detection candidate, ReadOnlySpan<int> kept)
    {
        foreach (int index in kept)
        {
            ref readonly Detection other = ref _candidates[index];
            if (other.Class == candidate.Class && other.Box.IntersectionOverUnion(candidate.Box) > _iouThreshold)
            {
                return true;
            }
        }

        return false;
    }
}
