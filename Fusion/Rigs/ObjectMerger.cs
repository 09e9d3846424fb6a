using Sensors.Frames;

namespace Fusion.Rigs;

/// <summary>Makes one of objects of different cameras that have been at one place for long enough: the older one's identity stays.</summary>
internal sealed class ObjectMerger(RigFusionOptions options, RigCameras cameras, RigObjects objects)
{
    private readonly double _gate = options.JoinGate * options.JoinGate;
    private readonly long _afterNs = Nanoseconds.Of(options.JoinAfter);

    public void Merge()
    {
        for (int i = 1; i < objects.Count; i++)
        {
            RigObject younger = objects[i];
            RigObject? older = NearestOlder(i);
            if (older?.Id != younger.JoinId)
            {
                younger.JoinId = older?.Id ?? 0;
                younger.JoinSinceNs = cameras.NowNs;
            }

            if (older is not null && cameras.NowNs - younger.JoinSinceNs >= _afterNs)
            {
                Absorb(younger, older);
                objects.RemoveAt(i--);
            }
        }
    }

    /// <summary>The older object at the same place that no camera sees beside this one; null where there is none.</summary>
    private RigObject? NearestOlder(int index)
    {
        RigObject younger = objects[index];
        RigObject? nearest = null;
        double least = _gate;
        for (int i = 0; i < index && younger.IsPlaced && younger.HasView; i++)
        {
            RigObject older = objects[i];
            if (!older.IsPlaced || older.Group != younger.Group || cameras.AnySeesBoth(older, younger))
            {
                continue;
            }

            double distance = cameras.SquaredDistance(older.Centre, younger.Centre);
            if (distance < least)
            {
                least = distance;
                nearest = older;
            }
        }

        return nearest;
    }

    private void Absorb(RigObject younger, RigObject older)
    {
        for (int camera = 0; camera < cameras.Count; camera++)
        {
            if (younger.TrackIds[camera] != 0 && (older.TrackIds[camera] == 0 || cameras.Sees(younger, camera)))
            {
                older.TrackIds[camera] = younger.TrackIds[camera];
                older.Places[camera] = younger.Places[camera];
            }
        }

        older.WasConfirmed |= younger.WasConfirmed;
        cameras.Place(older);
    }
}
