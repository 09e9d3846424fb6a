using Fusion.Association;
using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>Sorts out what can't be used of a frame's detections, counts why, and keeps the rest by falling score.</summary>
internal sealed class DetectionIntake(TrackerOptions options, TrackerCounters counters, int imageWidth, int imageHeight)
{
    private Detection[] _kept = new Detection[Math.Min(options.MaximumDetections, 256)];
    private ulong[] _key = new ulong[Math.Min(options.MaximumDetections, 256)];

    /// <summary>The usable detections, highest score first; valid until the next call.</summary>
    public ReadOnlySpan<Detection> Take(ReadOnlySpan<Detection> detections)
    {
        int count = 0;
        Buffers.Grow(ref _kept, detections.Length);
        Buffers.Grow(ref _key, detections.Length);
        foreach (ref readonly Detection detection in detections)
        {
            if (IsUsable(detection))
            {
                _kept[count] = detection;
                _key[count] = (ulong)(uint.MaxValue - BitConverter.SingleToUInt32Bits(detection.Score)) << 32 | (uint)count;
                count++;
            }
        }

        // Equal scores keep their order, so that the result is the same every time: the place is the key's lower half.
        SortByKey(count);
        if (count > options.MaximumDetections)
        {
            counters.DetectionsTooMany += count - options.MaximumDetections;
            count = options.MaximumDetections;
        }

        return _kept.AsSpan(0, KeepOnePerObject(count));
    }

    /// <summary>
    /// One object may come twice, as a car and as a truck: suppression within a class leaves both. The better score stays.
    /// </summary>
    private int KeepOnePerObject(int count)
    {
        int kept = 0;
        for (int index = 0; index < count; index++)
        {
            if (!IsSameObjectAsBetter(_kept[index], kept))
            {
                _kept[kept++] = _kept[index];
            }
        }

        return kept;
    }

    private bool IsSameObjectAsBetter(in Detection detection, int kept)
    {
        for (int index = 0; index < kept; index++)
        {
            ref readonly Detection better = ref _kept[index];
            if (better.Class != detection.Class && better.Class.Group() == detection.Class.Group()
                && better.Box.IntersectionOverUnion(detection.Box) >= options.SameObjectOverlap)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsUsable(in Detection detection)
    {
        if (!(detection.Score >= 0 && detection.Score <= 1))
        {
            counters.DetectionsBadScore++;
            return false;
        }

        if (!detection.Box.IsValid || !float.IsFinite(detection.Box.Area))
        {
            counters.DetectionsBadBox++;
            return false;
        }

        Box box = detection.Box;
        if (box.XMax <= 0 || box.YMax <= 0 || box.XMin >= imageWidth || box.YMin >= imageHeight)
        {
            counters.DetectionsOutsideImage++;
            return false;
        }

        ObjectGroup group = detection.Class.Group();
        return detection.Score >= options.Of(group).MinimumScore && (options.TrackTrafficControls || group != ObjectGroup.TrafficControl);
    }

    private void SortByKey(int count)
    {
        // Insertion for the usual few.
        const int insertionLimit = 48;
        if (count > insertionLimit)
        {
            _key.AsSpan(0, count).Sort(_kept.AsSpan(0, count));
            return;
        }

        for (int index = 1; index < count; index++)
        {
            ulong key = _key[index];
            Detection item = _kept[index];
            int hole = index;
            while (hole > 0 && _key[hole - 1] > key)
            {
                _key[hole] = _key[hole - 1];
                _kept[hole] = _kept[hole - 1];
                hole--;
            }

            _key[hole] = key;
            _kept[hole] = item;
        }
    }
}
