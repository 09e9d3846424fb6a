using System.Runtime.CompilerServices;

namespace Fusion.Tracking;

/// <summary>The class of a track, voted by the scores of its detections with an exponential memory.</summary>
[InlineArray(ObjectClassExtensions.Count)]
internal struct ClassVote
{
    private float _first;

    /// <summary>The class with the most votes; the smaller number wins a tie.</summary>
    public readonly ObjectClass Winner
    {
        get
        {
            int best = 0;
            for (int index = 1; index < ObjectClassExtensions.Count; index++)
            {
                if (this[index] > this[best])
                {
                    best = index;
                }
            }

            return (ObjectClass)best;
        }
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
