using Fusion.Tracking;
using Labelling.Sets;
using Labelling.Voting;

namespace Perception.Teaching;

/// <summary>Joins the given truth of an image with the networks' labels. Truth goes before votes.</summary>
internal static class TruthAndVotes
{
    private const float SameObject = 0.3f;
    private static readonly float RiderOverlap = new VoteOptions().RiderOverlap;

    /// <summary>The truth, and of the votes what it does not have.</summary>
    /// <remarks>What the networks find and the truth lacks is neither object nor background where it is of a class of the truth, or with an object of it one rider.</remarks>
    /// <param name="given">The truth.</param>
    /// <param name="voted">The networks' labels.</param>
    public static List<LabelledBox> Join(GivenLabels given, IReadOnlyList<LabelledBox> voted)
    {
        List<LabelledBox> boxes = [.. given.Boxes];
        foreach (LabelledBox box in voted)
        {
            bool isKnown = given.Boxes.Any(truth => MayBeOne(truth.Class, box.Class) && truth.ToBox().IntersectionOverUnion(box.ToBox()) >= SameObject);
            if (!isKnown)
            {
                bool isInDoubt = given.Classes.Contains(box.Class) || given.Boxes.Any(truth => Rides(truth, box) || Rides(box, truth));
                boxes.Add(isInDoubt ? box with { Ignore = true } : box);
            }
        }

        return boxes;
    }

    private static bool Rides(LabelledBox person, LabelledBox wheels) => RiderMerge.Rides(person, wheels, RiderOverlap);

    /// <summary>A rider is a part of a two-wheeler to one and a pedestrian to another.</summary>
    private static bool MayBeOne(ObjectClass truth, ObjectClass voted) =>
        truth == voted || (truth == ObjectClass.TwoWheeler && voted == ObjectClass.Pedestrian);
}
