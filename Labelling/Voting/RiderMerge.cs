using Fusion.Tracking;
using Labelling.Sets;

namespace Labelling.Voting;

/// <summary>Joins a rider with the two-wheeler below into one label.</summary>
public static class RiderMerge
{
    // A rider sits: the feet end within the wheels' height, the head is above the handlebar.
    private const float FeetAbove = 0.1f;
    private const float FeetBelow = 0.15f;

    /// <summary>Replaces each two-wheeler that has a rider by the union of both, and removes the rider.</summary>
    /// <param name="labels">Of one image.</param>
    /// <param name="leastOverlap">Share of the rider's width that is over the two-wheeler.</param>
    public static void Apply(List<LabelledBox> labels, float leastOverlap)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i].Class != ObjectClass.TwoWheeler)
            {
                continue;
            }

            int rider = -1;
            for (int j = 0; j < labels.Count; j++)
            {
                if (Rides(labels[j], labels[i], leastOverlap)
                    && (rider < 0 || labels[j].Confidence > labels[rider].Confidence))
                {
                    rider = j;
                }
            }

            if (rider >= 0)
            {
                labels[i] = Union(labels[i], labels[rider]);
                labels.RemoveAt(rider);
                i -= rider < i ? 1 : 0;
            }
        }
    }

    /// <summary>Whether the first is a person over the second, a two-wheeler.</summary>
    public static bool Rides(LabelledBox person, LabelledBox wheels, float leastOverlap)
    {
        if (person.Class != ObjectClass.Pedestrian || wheels.Class != ObjectClass.TwoWheeler)
        {
            return false;
        }

        float across = Math.Min(person.XMax, wheels.XMax) - Math.Max(person.XMin, wheels.XMin);
        float height = wheels.YMax - wheels.YMin;
        bool over = across >= leastOverlap * (person.XMax - person.XMin);
        bool feet = person.YMax > wheels.YMin + (FeetAbove * height) && person.YMax < wheels.YMax + (FeetBelow * height);
        return over && feet && person.YMin < wheels.YMin + (height / 2);
    }

    private static LabelledBox Union(LabelledBox wheels, LabelledBox person) => wheels with
    {
        XMin = Math.Min(wheels.XMin, person.XMin),
        YMin = Math.Min(wheels.YMin, person.YMin),
        XMax = Math.Max(wheels.XMax, person.XMax),
        YMax = Math.Max(wheels.YMax, person.YMax),
        Confidence = Math.Max(wheels.Confidence, person.Confidence),
        Ignore = wheels.Ignore,
        Sources = [.. wheels.Sources.Union(person.Sources).Order(StringComparer.Ordinal)],
    };
}
