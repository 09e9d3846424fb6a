using Fusion.Association;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Fusion.Ranging;

/// <summary>Tells which edges of a frame's boxes are hidden behind nearer boxes, by depth order: what stands lower in the image is nearer.</summary>
/// <remarks>Buffers grow to the largest frame and are then reused. Not thread safe.</remarks>
internal sealed class OcclusionFinder(RangingOptions options)
{
    private readonly BoxSweep _sweep = new();
    private HiddenEdges[] _hidden = new HiddenEdges[64];

    /// <summary>For each detection of the frame its hidden edges; valid until the next call.</summary>
    public ReadOnlySpan<HiddenEdges> Hidden => _hidden;

    /// <summary>Looks at a frame's detections.</summary>
    public void Find(ReadOnlySpan<Detection> detections)
    {
        Buffers.Grow(ref _hidden, detections.Length);
        _hidden.AsSpan(0, detections.Length).Clear();
        if (options.BoxStyle != BoxStyle.VisibleOutline || detections.Length < 2)
        {
            return;
        }

        _sweep.Clear();
        for (int index = 0; index < detections.Length; index++)
        {
            _sweep.Add(index, detections[index].Box);
        }

        _sweep.Sort();
        for (int index = 0; index < detections.Length; index++)
        {
            Box box = detections[index].Box;
            float least = box.YMax + (float)(options.NearerShare * box.Height);
            foreach (int other in _sweep.Meeting(box with { YMin = least, YMax = least }))
            {
                Box nearer = detections[other].Box;
                if (nearer.YMax > least)
                {
                    _hidden[index] |= Behind(box, nearer);
                }
            }
        }
    }

    /// <summary>Which edges of a box one hides that is nearer and shares image columns with it.</summary>
    private HiddenEdges Behind(in Box box, in Box nearer)
    {
        float across = Math.Min(box.XMax, nearer.XMax) - Math.Max(box.XMin, nearer.XMin);
        float along = Math.Min(box.YMax, nearer.YMax) - Math.Max(box.YMin, nearer.YMin);
        HiddenEdges hidden = across >= options.HiddenEdgeShare * box.Width ? HiddenEdges.Bottom : HiddenEdges.None;
        if (along >= options.HiddenEdgeShare * box.Height)
        {
            hidden |= nearer.XMin < box.XMin ? HiddenEdges.Left : HiddenEdges.None;
            hidden |= nearer.XMax > box.XMax ? HiddenEdges.Right : HiddenEdges.None;
        }

        return hidden;
    }
}
