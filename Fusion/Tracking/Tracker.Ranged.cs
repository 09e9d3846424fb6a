using Fusion.Filters;
using Fusion.Ranging;

namespace Fusion.Tracking;

// The ranging sensors' part: radar and lidar objects continue tracks, or start them.
public sealed partial class Tracker
{
    private void ContinueRanged(ReadOnlySpan<RangedObject> objects)
    {
        if (objects.Length == 0)
        {
            return;
        }

        if (_ranging is null)
        {
            Counters.RangedObjectsBad += objects.Length;
            return;
        }

        foreach (ref readonly RangedObject ranged in objects)
        {
            Counters.RangedObjectsBad += ranged.IsUsable ? 0 : 1;
        }

        _rangedAssociator.Associate(_tracks.AsSpan(0, _count), objects, _egoSpeed);
        for (int index = 0; index < _count; index++)
        {
            int place = _rangedAssociator.ObjectOfTrack[index];
            if (place >= 0 && (_tracks[index].IsSeen || objects[place].Score >= _options.Ranged.ContinueScore))
            {
                ObserveRanged(_tracks[index], objects[place]);
            }
        }
    }

    private void ObserveRanged(TrackSlot track, in RangedObject ranged)
    {
        if (!track.HasBox && ranged.ImageBox is { } first)
        {
            // It began outside the image, and has come into it.
            track.Filter = new BoxFilter(first, track.Noise);
            track.HasBox = true;
            track.Box = first;
            track.LastSeen = first;
        }
        else if (!track.IsSeen && ranged.ImageBox is { } box)
        {
            track.Filter.Update(box, track.Noise, _options.Ranged.BoxTrust);
            track.Box = track.Filter.Box;
            track.LastSeen = box;
        }
        else if (track.IsSeen && _options.Ranged.SecondBoxTrust > 0 && ranged.ImageBox is { } second)
        {
            track.Filter.Update(second, track.Noise, _options.Ranged.SecondBoxTrust);
            track.Box = track.Filter.Box;
        }

        track.IsSeen = true;
        track.Sources |= ranged.Source;
        track.LastSeenNs = _timeNs;
        AddEvidence(track, Gain(_options.Ranged, ranged.Score));
        UpdateGround(track.Ground!, ranged);
        TakeCuboid(track, ranged);
        RestartUnsound(track, ranged);
        Confirm(track);
    }

    /// <summary>A filter that absurd input has broken starts anew where the sensor sees the object.</summary>
    private void RestartUnsound(TrackSlot track, in RangedObject ranged)
    {
        if (!track.Ground!.IsSound())
        {
            Counters.FiltersRestarted++;
            _ranging!.StartAt(track.Ground, ranged.X, ranged.Y, track.Class, _egoSpeed);
        }
    }

    private static float Gain(RangedOptions options, float score) => options.EvidenceGain * (score - options.EvidenceZero);

    private void TakeCuboid(TrackSlot track, in RangedObject ranged)
    {
        if (ranged.Cuboid is { } cuboid)
        {
            track.Cuboid.Update(cuboid, _options.Ranged, _options.Ranging.InitialVelocitySigma);
        }
    }

    private void UpdateGround(GroundFilter ground, in RangedObject ranged)
    {
        RangedNoise noise = RangedNoise.Of(ranged);
        double gate = _options.Ranging.RobustGate;
        ground.UpdatePosition(
            ranged.X, ranged.Y, noise.Cos, noise.Sin, ranged.RangeSigma * ranged.RangeSigma, ranged.CrossSigma * ranged.CrossSigma, gate);
        if (ranged.RangeRate is { } rate)
        {
            // The sensor's rate is relative; the filter's velocity is over ground where the ego speed is known.
            ground.UpdateRangeRate(rate + (_egoSpeed * noise.Cos), noise.Cos, noise.Sin, ranged.RangeRateSigma * ranged.RangeRateSigma, gate);
        }
    }

    private void StartRanged(ReadOnlySpan<RangedObject> objects)
    {
        for (int place = 0; place < objects.Length && _ranging is not null; place++)
        {
            ref readonly RangedObject ranged = ref objects[place];
            if (_rangedAssociator.IsTaken[place] || !ranged.IsUsable || ranged.Score < _options.Ranged.BirthScore
                || (ranged.ImageBox is null && !_options.Ranged.WithoutCamera))
            {
                continue;
            }

            ObjectClass objectClass = ranged.Class == ObjectClass.Unknown ? ObjectClass.Vehicle : ranged.Class;
            Detection detection = new(objectClass, ranged.Score, ranged.ImageBox ?? default);
            if (ranged.ImageBox is not null && IsCovered(detection, _options.Ranged.BirthOverlap))
            {
                continue;
            }

            if (_count == _tracks.Length)
            {
                Counters.TracksTooMany++;
                continue;
            }

            TrackSlot track = _tracks[_count++];
            StartTrack(track, detection, HiddenEdges.None, Gain(_options.Ranged, ranged.Score));
            track.HasBox = ranged.ImageBox is not null;
            track.Sources = ranged.Source;
            if (!track.HasBox)
            {
                _ranging.StartAt(track.Ground!, ranged.X, ranged.Y, objectClass, _egoSpeed);
            }

            UpdateGround(track.Ground!, ranged);
            TakeCuboid(track, ranged);
            RestartUnsound(track, ranged);
            Confirm(track);
        }
    }
}
