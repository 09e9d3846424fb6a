using Sensors.Frames;

namespace Fusion.Rigs;

/// <summary>
/// Lets go of a view that has disagreed with another of the same object for too long, or that has long fitted another object better: they are
/// of two objects.
/// </summary>
internal sealed class ViewSplitter(RigFusionOptions options, RigCameras cameras, RigObjects objects)
{
    private const int None = -1;

    private readonly double _gate = options.SplitGate * options.SplitGate;
    private readonly double _joinGate = options.JoinGate * options.JoinGate;
    private readonly double _margin = options.SwitchMargin * options.SwitchMargin;
    private readonly long _afterNs = Nanoseconds.Of(options.SplitAfter);

    public void Split()
    {
        for (int i = 0; i < objects.Count; i++)
        {
            RigObject known = objects[i];
            int worst = LessCertainOfFarthest(known);
            worst = worst == None ? BetterElsewhere(known) : worst;
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

    /// <summary>The camera whose view fits another object, which that camera does not see, better than any other view of its own by the margin; the one that gains most.</summary>
    private int BetterElsewhere(RigObject known)
    {
        int misplaced = None;
        double most = _margin;
        for (int camera = 0; camera < cameras.Count; camera++)
        {
            if (!cameras.Sees(known, camera) || !cameras.TryCentre(camera, known.Places[camera], out GroundPlace view))
            {
                continue;
            }

            double own = ToNearestOtherView(known, camera, view);
            for (int i = 0; i < objects.Count && double.IsFinite(own); i++)
            {
                RigObject other = objects[i];
                if (other == known || !other.IsPlaced || !other.HasView || other.Group != known.Group || cameras.Sees(other, camera))
                {
                    continue;
                }

                double distance = cameras.SquaredDistance(view, other.Centre);
                if (distance < _joinGate && own - distance > most)
                {
                    most = own - distance;
                    misplaced = camera;
                }
            }
        }

        return misplaced;
    }

    /// <returns>Squared Mahalanobis distance; infinite where there is no other view with a place.</returns>
    private double ToNearestOtherView(RigObject known, int camera, in GroundPlace view)
    {
        double nearest = double.PositiveInfinity;
        for (int other = 0; other < cameras.Count; other++)
        {
            if (other != camera && known.Places[other] >= 0 && cameras.TryCentre(other, known.Places[other], out GroundPlace place))
            {
                nearest = Math.Min(nearest, cameras.SquaredDistance(view, place));
            }
        }

        return nearest;
    }
}
