using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Ranging;

namespace Fusion.Tracking;

// The states of a track: how it starts, is confirmed, lost and removed.
public sealed partial class Tracker
{
    /// <summary>Takes what a sighting says of the object's existence. A confirmed object that is seen, however faintly, is at least as likely there as not.</summary>
    private static void AddEvidence(TrackSlot track, float gain)
    {
        float evidence = Math.Min(track.Evidence + gain, track.Options.MaximumEvidence);
        track.Evidence = track.State == TrackState.Tentative ? evidence : Math.Max(evidence, 0);
    }

    private void Confirm(TrackSlot track)
    {
        if (track.State == TrackState.Lost)
        {
            // It is in view again: what it lost while it was not is no doubt of it any more.
            track.State = TrackState.Confirmed;
            track.Evidence = Math.Max(track.Evidence, track.Options.ConfirmEvidence);
        }
        else if (track.State == TrackState.Tentative && track.Evidence >= track.Options.ConfirmEvidence)
        {
            track.State = TrackState.Confirmed;
            ConfirmedCount++;
        }
    }

    private void Start(ReadOnlySpan<Detection> detections)
    {
        SweepSeen(track => track.LastSeen);
        for (int place = 0; place < detections.Length; place++)
        {
            ref readonly Detection detection = ref detections[place];
            GroupOptions options = _options.Of(detection.Class.Group());
            if (_associator.TrackOfDetection[place] >= 0 || detection.Score < options.BirthScore
                || IsCovered(detection, options.BirthOverlap))
            {
                continue;
            }

            if (_count == _tracks.Length)
            {
                Counters.TracksTooMany++;
                continue;
            }

            TrackSlot track = _tracks[_count++];
            StartTrack(track, detection, HiddenOf(place), Gain(options, detection.Score));
            Confirm(track);
        }
    }

    private void StartTrack(TrackSlot track, in Detection detection, HiddenEdges hidden, float evidence)
    {
        track.HasBox = true;
        track.Sources = ObjectSources.Camera;
        track.Id = ++_lastId;
        track.Group = detection.Class.Group();
        track.Options = _options.Of(track.Group);
        track.Noise = _boxNoise[(int)track.Group];
        track.State = TrackState.Tentative;
        track.Evidence = evidence;
        track.FirstSeenNs = _timeNs;
        track.LastSeenNs = _timeNs;
        track.Filter = new BoxFilter(detection.Box, track.Noise);
        track.Box = detection.Box;
        track.LastSeen = detection.Box;
        track.DirectionX = 0;
        track.DirectionY = 0;
        track.IsSeen = true;
        track.HiddenShare = 0;
        track.Horizon = default;
        track.Cuboid = default;
        track.Votes = default;
        track.Votes.Add(detection.Class, detection.Score, _options.ClassMemory);
        track.Class = track.Votes.Winner(ObjectClass.Unknown, _options.ClassLead);
        track.Growth = default;
        if (detection.Box.IsValid)
        {
            Grow(track, detection, hidden);
            _ranging?.Start(track.Ground!, detection.Box, hidden, detection.Class, detection.Score, _egoSpeed);
        }
    }

    /// <summary>Whether an object seen in this frame already accounts for a detection, as a second class of the same object would be.</summary>
    private bool IsCovered(in Detection detection, float overlap)
    {
        foreach (int index in _seen.Meeting(detection.Box))
        {
            if (IsSame(_tracks[index], detection, overlap))
            {
                return true;
            }
        }

        // Those that started since.
        for (int index = _sweptCount; index < _count; index++)
        {
            if (IsSame(_tracks[index], detection, overlap))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(TrackSlot track, in Detection detection, float overlap) =>
        track.Group == detection.Class.Group() && track.LastSeen.IntersectionOverUnion(detection.Box) > overlap;

    /// <summary>Takes evidence from the tracks that no sensor saw.</summary>
    private void Miss()
    {
        SweepSeen(track => track.Box);
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            track.HiddenShare = track.IsSeen || !track.HasBox ? 0 : HiddenShareOf(track.Box);
            if (!track.IsSeen)
            {
                track.Evidence -= track.Options.MissEvidence * (1 - track.HiddenShare);
                track.State = track.State == TrackState.Confirmed ? TrackState.Lost : track.State;
            }
        }
    }

    /// <summary>
    /// How much of a box is unseen: outside the part of the image that was looked at, or behind the nearer object that covers it most; what
    /// stands lower in the image is nearer.
    /// </summary>
    private float HiddenShareOf(in Box box)
    {
        float most = _view.Part is { } part ? 1 - box.ShareInside(part) : 0;
        foreach (int index in _seen.Meeting(box))
        {
            Box other = _tracks[index].Box;
            if (other.YMax > box.YMax)
            {
                most = Math.Max(most, box.ShareInside(other));
            }
        }

        return most;
    }

    /// <summary>Puts what was seen in this frame into the sweep, by the box that is asked for.</summary>
    private void SweepSeen(Func<TrackSlot, Box> boxOf)
    {
        _sweptCount = _count;
        _seen.Clear();
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            if (track.IsSeen && track.HasBox)
            {
                _seen.Add(index, boxOf(track));
            }
        }

        _seen.Sort();
    }

    private void Remove()
    {
        int kept = 0;
        for (int index = 0; index < _count; index++)
        {
            TrackSlot track = _tracks[index];
            TimeSpan timeout = track.State == TrackState.Tentative ? track.Options.TentativeTimeout : track.Options.LostTimeout;
            bool keep = track.IsSeen || (Since(track.LastSeenNs) <= timeout && IsInView(track));
            if (keep)
            {
                (_tracks[kept], _tracks[index]) = (track, _tracks[kept]);
                kept++;
            }
            else
            {
                _ranging?.Horizons.Keep(track.Horizon);
            }
        }

        _count = kept;
    }

    /// <summary>Whether a track that was not seen should still be there to see: most of its box in the image, and not passed by.</summary>
    private bool IsInView(TrackSlot track)
    {
        if (!track.HasBox)
        {
            return true;
        }

        Box box = track.Box;
        float width = Math.Min(box.XMax, _imageWidth) - Math.Max(box.XMin, 0);
        float height = Math.Min(box.YMax, _imageHeight) - Math.Max(box.YMin, 0);
        return width >= _options.MinimumVisibleShare * box.Width && height >= _options.MinimumVisibleShare * box.Height
            && (_ranging is null || !_ranging.IsAtCamera(track.Ground!));
    }
}
