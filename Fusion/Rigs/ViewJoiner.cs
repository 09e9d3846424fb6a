using Fusion.Association;
using Fusion.Tracking;

namespace Fusion.Rigs;

/// <summary>Gives a camera's new tracks to objects that it does not see otherwise, best fit over all; the rest are new objects.</summary>
/// <remarks>Allocates only where the assignment's buffers grow. Not thread safe.</remarks>
internal sealed class ViewJoiner(RigFusionOptions options, RigCameras cameras, RigObjects objects, int maximumTracks)
{
    private readonly double _gate = options.JoinGate * options.JoinGate;
    private readonly SparseAssignment _assignment = new();
    private readonly int[] _placeOfRow = new int[maximumTracks];
    private readonly int[] _objectOfRow = new int[maximumTracks];

    public void Join(int camera)
    {
        int rows = Propose(camera);
        _assignment.Solve(_objectOfRow);
        for (int row = 0; row < rows; row++)
        {
            int place = _placeOfRow[row];
            RigObject? known = _objectOfRow[row] >= 0 ? objects[_objectOfRow[row]] : objects.Begin(Group(camera, place), cameras.NowNs);
            if (known is not null)
            {
                cameras.Give(known, camera, place);
                cameras.Place(known);
            }
        }
    }

    /// <summary>One row for each track that no object has, with the distance of every object that it may be.</summary>
    /// <returns>How many rows.</returns>
    private int Propose(int camera)
    {
        int rows = 0;
        ReadOnlySpan<Track> tracks = cameras[camera].Tracks;
        _assignment.Begin(objects.Count);
        for (int place = 0; place < tracks.Length; place++)
        {
            // A track that is nowhere seen begins nothing.
            if (cameras[camera].Taken[place] || tracks[place].SinceSeen != TimeSpan.Zero)
            {
                continue;
            }

            _placeOfRow[rows++] = place;
            _assignment.AddRow(_gate);
            if (cameras.TryCentre(camera, place, out GroundPlace centre))
            {
                AddObjects(camera, centre, Group(camera, place));
            }
        }

        return rows;
    }

    private void AddObjects(int camera, in GroundPlace centre, ObjectGroup group)
    {
        for (int i = 0; i < objects.Count; i++)
        {
            RigObject known = objects[i];
            if (known.IsPlaced && !cameras.Sees(known, camera) && known.Group == group)
            {
                double distance = cameras.SquaredDistance(known.Centre, centre);
                if (distance < _gate)
                {
                    _assignment.AddEdge(i, distance);
                }
            }
        }
    }

    private ObjectGroup Group(int camera, int place) => cameras[camera].Tracks[place].Class.Group();
}
