using Fusion.Association;
using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>Decides which detection continues which track, in three passes from the surest evidence to the weakest.</summary>
/// <remarks>Buffers grow to the largest frame and are then reused. Not thread safe.</remarks>
internal sealed class TrackAssociator(TrackerOptions options)
{
    private const int None = -1;
    private readonly SparseAssignment _assignment = new();
    private readonly BoxSweep _sweep = new();
    private int[] _detectionOfTrack = new int[64];
    private int[] _trackOfDetection = new int[64];
    private int[] _rows = new int[64];
    private int[] _columnOfRow = new int[64];
    private Box[] _wide = new Box[64];

    /// <summary>For each track its detection, or -1; valid until the next call.</summary>
    public ReadOnlySpan<int> DetectionOfTrack => _detectionOfTrack;

    /// <summary>For each detection its track, or -1; valid until the next call.</summary>
    public ReadOnlySpan<int> TrackOfDetection => _trackOfDetection;

    /// <param name="tracks">All tracks, predicted to this frame.</param>
    /// <param name="detections">This frame's detections, highest score first.</param>
    public void Associate(ReadOnlySpan<TrackSlot> tracks, ReadOnlySpan<Detection> detections)
    {
        Buffers.Grow(ref _detectionOfTrack, tracks.Length);
        Buffers.Grow(ref _rows, tracks.Length);
        Buffers.Grow(ref _columnOfRow, tracks.Length);
        Buffers.Grow(ref _trackOfDetection, detections.Length);
        Buffers.Grow(ref _wide, detections.Length);
        _detectionOfTrack.AsSpan(0, tracks.Length).Fill(None);
        _trackOfDetection.AsSpan(0, detections.Length).Fill(None);
        int high = 0;
        while (high < detections.Length && detections[high].Score >= options.HighScore)
        {
            high++;
        }

        Pass(tracks, detections, 0, high, options.FirstGate, options.Buffer, AssociationPass.Predicted);
        Pass(tracks, detections, high, detections.Length, options.SecondGate, 0, AssociationPass.LowScore);
        Pass(tracks, detections, 0, high, options.ThirdGate, options.Buffer, AssociationPass.LastSeen);
    }

    private void Pass(
        ReadOnlySpan<TrackSlot> tracks, ReadOnlySpan<Detection> detections, int first, int last, float gate, float buffer, AssociationPass pass)
    {
        _sweep.Clear();
        int offered = 0;
        for (int index = first; index < last; index++)
        {
            if (_trackOfDetection[index] == None)
            {
                _wide[index] = BoxAffinity.Widen(detections[index].Box, buffer);
                _sweep.Add(index, _wide[index]);
                offered++;
            }
        }

        if (offered == 0)
        {
            return;
        }

        _sweep.Sort();
        _assignment.Begin(detections.Length);
        int rows = 0;
        for (int index = 0; index < tracks.Length; index++)
        {
            TrackSlot track = tracks[index];
            if (_detectionOfTrack[index] != None || (pass == AssociationPass.LowScore && track.State == TrackState.Lost))
            {
                continue;
            }

            _rows[rows++] = index;
            _assignment.AddRow(1 - gate);
            AddEdges(track, detections, BoxAffinity.Widen(pass == AssociationPass.LastSeen ? track.LastSeen : track.Box, buffer), gate, pass);
        }

        if (_assignment.EdgeCount == 0)
        {
            return;
        }

        _assignment.Solve(_columnOfRow);
        for (int row = 0; row < rows; row++)
        {
            int detection = _columnOfRow[row];
            if (detection != None)
            {
                _detectionOfTrack[_rows[row]] = detection;
                _trackOfDetection[detection] = _rows[row];
            }
        }
    }

    private void AddEdges(TrackSlot track, ReadOnlySpan<Detection> detections, in Box wide, float gate, AssociationPass pass)
    {
        foreach (int index in _sweep.Near(wide))
        {
            ref readonly Detection detection = ref detections[index];
            if (detection.Class.Group() != track.Group)
            {
                continue;
            }

            float affinity = wide.IntersectionOverUnion(_wide[index]);
            if (affinity < gate)
            {
                continue;
            }

            float reward = pass == AssociationPass.Predicted ? options.MomentumWeight * Agreement(track, detection.Box) : 0;
            _assignment.AddEdge(index, 1 - affinity - reward);
        }
    }

    /// <summary>Cosine between a track's direction so far and the one that a detection would give it (OC-SORT's momentum).</summary>
    private static float Agreement(TrackSlot track, in Box box)
    {
        float x = box.CentreX - track.LastSeen.CentreX;
        float y = box.CentreY - track.LastSeen.CentreY;
        float length = MathF.Sqrt((x * x) + (y * y));
        return length < 1 ? 0 : ((x * track.DirectionX) + (y * track.DirectionY)) / length;
    }
}
