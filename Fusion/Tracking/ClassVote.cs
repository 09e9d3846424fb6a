using System.Runtime.CompilerServices;

namespace Fusion.Tracking;

/// <summary>The class of a track, voted by the scores of its detections with an exponential memory.</summary>
[InlineArray(ObjectClassExtensions.Count)]
internal struct ClassVote
{
    private float _first;

    /// <summary>The class with the most votes, where it leads the present one; the smaller number wins a tie.</summary>
    /// <param name="present">The class so far.</param>
    /// <param name="lead">By what share of the present class's votes another must exceed them.</param>
    public readonly ObjectClass Winner(ObjectClass present, float lead)
    {
        int best = 0;
        for (int index = 1; index < ObjectClassExtensions.Count; index++)
        {
            if (this[index] > this[best])
            {
                best = index;
            }
        }

        return this[best] > (1 + lead) * this[(int)present] ? (ObjectClass)best : present;
    }

    public void Add(ObjectClass objectClass, float score, float memory)
    {
        for (int index = 0; index < ObjectClassExtensions.Count; index++)
        {
            this[index] *= memory;
        }

        int place = (int)objectClass < ObjectClassExtensions.Count ? (int)objectClass : 0;
        this[place] += score;
    }
}
