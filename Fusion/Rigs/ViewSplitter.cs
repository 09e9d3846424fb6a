using Sensors.Frames;

namespace Fusion.Rigs;

/// <summary>Lets go of a view that has disagreed with another of the same object for too long: they are of two objects.</summary>
internal sealed class ViewSplitter(RigFusionOptions options, RigCameras cameras, RigObjects objects)
{
    private const int None = -1;

    private readonly double _gate = options.SplitGate * options.SplitGate;
    private readonly long _afterNs = Nanoseconds.Of(options.SplitAfter);

    public void Split()
    {
        for (int i = 0; i < objects.Count; i++)
        {
            RigObject known = objects[i];
            int worst = LessCertainOfFarthest(known);
            if (worst == None)
            {
                known.SplitSinceNs = 0;
            }
            else if (known.SplitSinceNs == 0)
            {
                known.SplitSinceNs = cameras.NowNs;
            }
            else if (cameras.NowNs - known.SplitSinceNs >= _afterNs)
            {
                cameras.TakeAway(known, worst);
                known.SplitSinceNs = 0;
                cameras.Place(known);
            }
        }
    }

    /// <summary>Of the two views that are farthest apart beyond the gate, the camera of the less certain one.</summary>
    private int LessCertainOfFarthest(RigObject known)
    {
        int worst = None;
        double largest = _gate;
        for (int a = 0; a < cameras.Count; a++)
        {
            for (int b = a + 1; b < cameras.Count; b++)
            {
                if (known.Places[a] < 0 || known.Places[b] < 0
                    || !cameras.TryCentre(a, known.Places[a], out GroundPlace one) || !cameras.TryCentre(b, known.Places[b], out GroundPlace other))
                {
                    continue;
                }

                double distance = cameras.SquaredDistance(one, other);
                if (distance > largest)
                {
                    largest = distance;
                    worst = one.PlaceTrace > other.PlaceTrace ? a : b;
                }
            }
        }

        return worst;
    }
}
