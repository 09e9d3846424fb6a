using Fusion.Geometry;
using Fusion.Tracking;
using Labelling.Sets;

namespace Labelling.Tracking;

/// <summary>One object over the frames of a clip. Not thread safe.</summary>
internal sealed class ClipTrack
{
    public ClipTrack(int frame, int index, LabelledBox label)
    {
        Class = label.Class;
        Add(frame, index, label);
    }

    public ObjectClass Class { get; }

    /// <summary>Frame of the clip, place among that frame's labels, and the label; in the order of frames.</summary>
    public List<(int Frame, int Index, LabelledBox Label)> Labels { get; } = [];

    public int Last => Labels[^1].Frame;

    public void Add(int frame, int index, LabelledBox label) => Labels.Add((frame, index, label));

    /// <summary>Where the object should be in a later frame, at the speed between its last two labels.</summary>
    public Box Predict(int frame)
    {
        Box last = Labels[^1].Label.ToBox();
        if (Labels.Count < 2)
        {
            return last;
        }

        Box before = Labels[^2].Label.ToBox();
        float steps = (float)(frame - Last) / (Last - Labels[^2].Frame);
        Box predicted = Blend(before, last, 1 + steps);
        return predicted.IsValid ? predicted : last;
    }

    /// <summary>The label between two of its labels.</summary>
    /// <param name="at">The place of the earlier one in <see cref="Labels"/>.</param>
    /// <param name="frame">A frame between them.</param>
    public LabelledBox Between(int at, int frame)
    {
        (int from, _, LabelledBox first) = Labels[at];
        (int to, _, LabelledBox second) = Labels[at + 1];
        Box box = Blend(first.ToBox(), second.ToBox(), (float)(frame - from) / (to - from));
        return first with
        {
            XMin = box.XMin,
            YMin = box.YMin,
            XMax = box.XMax,
            YMax = box.YMax,
            Confidence = Math.Min(first.Confidence, second.Confidence) / 2,
            Ignore = true,
            Sources = ["track"],
        };
    }

    private static Box Blend(in Box from, in Box to, float share) => new(
        from.XMin + ((to.XMin - from.XMin) * share),
        from.YMin + ((to.YMin - from.YMin) * share),
        from.XMax + ((to.XMax - from.XMax) * share),
        from.YMax + ((to.YMax - from.YMax) * share));
}
