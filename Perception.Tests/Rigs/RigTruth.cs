using Evaluation.Drives;
using Fusion.Geometry;
using Perception.Client;

namespace Perception.Tests.Rigs;

/// <summary>Counts how well the worlds of a rig of simulated cameras keep one object one, against what was really there.</summary>
internal sealed class RigTruth(IReadOnlyList<DriveTruth> cameras, float leastOverlap = 0.5f)
{
    private readonly Dictionary<int, int> _lastTrack = [];

    /// <summary>Objects in single instants that one camera's own tracking has twice; they are counted nowhere else.</summary>
    public int OwnDoubles { get; private set; }

    /// <summary>Objects in single instants that one track of each camera lies on.</summary>
    public int SeenTwice { get; private set; }

    /// <summary>Of those, the ones that are more than one track of the rig.</summary>
    public int Doubled { get; private set; }

    /// <summary>Views of two cameras on one track.</summary>
    public int Pairs { get; private set; }

    /// <summary>Of those, the ones that lie on two different objects.</summary>
    public int Mixed { get; private set; }

    /// <summary>Objects in single instants that go on with another identity than before.</summary>
    public int IdentityChanges { get; private set; }

    /// <summary>Objects in single instants that any confirmed track lies on.</summary>
    public int Followed { get; private set; }

    public void Count(WorldMessage world)
    {
        Dictionary<int, HashSet<int>> tracksOf = [];
        Dictionary<int, List<int>> camerasOf = [];
        foreach (TrackMessage track in world.Tracks.Where(track => track.State == TrackState.Confirmed))
        {
            (int Camera, int? Object)[] found =
            [
                .. track.Views.Where(view => view.SinceSeenNs == 0).Select(view => (view.Camera, ObjectAt(world, view))),
            ];
            foreach ((int camera, int? id) in found)
            {
                if (id is { } known)
                {
                    tracksOf.TryAdd(known, []);
                    camerasOf.TryAdd(known, []);
                    tracksOf[known].Add(track.TrackId);
                    camerasOf[known].Add(camera);
                }
            }

            if (found.Count(view => view.Object is not null) > 1)
            {
                Pairs++;
                Mixed += found.Select(view => view.Object).OfType<int>().Distinct().Count() > 1 ? 1 : 0;
            }
        }

        foreach ((int id, HashSet<int> tracks) in tracksOf)
        {
            Followed++;
            if (camerasOf[id].Distinct().Count() < camerasOf[id].Count)
            {
                OwnDoubles++;
                continue;
            }

            SeenTwice += camerasOf[id].Count > 1 ? 1 : 0;
            Doubled += camerasOf[id].Count > 1 && tracks.Count > 1 ? 1 : 0;
            if (_lastTrack.TryGetValue(id, out int before) && !tracks.Contains(before))
            {
                IdentityChanges++;
            }

            _lastTrack[id] = tracks.Contains(before) && before != 0 ? before : tracks.Min();
        }
    }

    public override string ToString() =>
        $"followed {Followed}, by one camera twice {OwnDoubles}, seen by both {SeenTwice}, of those doubled {Doubled}; pairs of views {Pairs}, of those mixed {Mixed}; identity changes {IdentityChanges}";

    private int? ObjectAt(WorldMessage world, TrackViewMessage view)
    {
        Box box = new(view.Box.XMin, view.Box.YMin, view.Box.XMax, view.Box.YMax);
        DriveTruthFrame frame = cameras[view.Camera].Frames[(int)world.Cameras[view.Camera].FrameId!];
        DriveTruthObject best = frame.Objects.MaxBy(known => known.Visible.IntersectionOverUnion(box));
        return frame.Objects.Length > 0 && best.Visible.IntersectionOverUnion(box) >= leastOverlap ? best.Id : null;
    }
}
