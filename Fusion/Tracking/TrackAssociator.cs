using Fusion.Association;
using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>Decides which detection continues which track, group by group, in passes from the surest evidence to the weakest.</summary>
/// <remarks>Buffers grow to the largest frame and are then reused. Not thread safe.</remarks>
internal sealed class TrackAssociator(TrackerOptions options)
{
    private const int None = -1;
    private const int Groups = (int)ObjectGroup.TrafficControl + 1;
    private readonly SparseAssignment _assignment = new();
    private readonly BoxSweep _sweep = new();
    private int[] _detectionOfTrack = new int[64];
    private int[] _trackOfDetection = new int[64];
    private int[] _rows = new int[64];
    private int[] _columnOfRow = new int[64];

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
        _detectionOfTrack.AsSpan(0, tracks.Length).Fill(None);
        _trackOfDetection.AsSpan(0, detections.Length).Fill(None);
        int present = 0;
        foreach (ref readonly Detection detection in detections)
        {
            present |= 1 << (int)detection.Class.Group();
        }

        for (int number = 0; number < Groups; number++)
        {
            if ((present & (1 << number)) != 0)
            {
                ObjectGroup group = (ObjectGroup)number;
                GroupOptions gates = options.Of(group);
                Pass(tracks, detections, group, gates, AssociationPass.Predicted);
                Pass(tracks, detections, group, gates, AssociationPass.LowScore);
                Pass(tracks, detections, group, gates, AssociationPass.LastSeen);
            }
        }
    }

    private void Pass(
        ReadOnlySpan<TrackSlot> tracks, ReadOnlySpan<Detection> detections, ObjectGroup group, GroupOptions gates, AssociationPass pass)
    {
        bool isLow = pass == AssociationPass.LowScore;
        if (!Offer(detections, group, gates, isLow))
        {
            return;
        }

        float gate = pass switch
        {
            AssociationPass.Predicted => gates.FirstGate,
            AssociationPass.LowScore => gates.SecondGate,
            _ => gates.ThirdGate,
        };
        _assignment.Begin(detections.Length);
        int rows = 0;
        for (int index = 0; index < tracks.Length; index++)
        {
            TrackSlot track = tracks[index];
            if (track.Group != group || _detectionOfTrack[index] != None || (isLow && track.State == TrackState.Lost))
            {
                continue;
            }

            _rows[rows++] = index;
            _assignment.AddRow(1 - gate);
            AddEdges(track, detections, pass == AssociationPass.LastSeen ? track.LastSeen : track.Box, gate, pass);
        }

        if (_assignment.EdgeCount > 0)
        {
            _assignment.Solve(_columnOfRow);
            Take(rows);
        }
    }

    /// <summary>Puts the group's free detections of the pass's scores into the sweep; false where there are none.</summary>
    private bool Offer(ReadOnlySpan<Detection> detections, ObjectGroup group, GroupOptions gates, bool isLow)
    {
        _sweep.Clear();
        bool isAny = false;
        for (int index = 0; index < detections.Length; index++)
        {
            ref readonly Detection detection = ref detections[index];
            bool isOfPass = isLow
                ? detection.Score < gates.HighScore && detection.Score >= gates.MinimumScore
                : detection.Score >= gates.HighScore;
            if (isOfPass && _trackOfDetection[index] == None && detection.Class.Group() == group)
            {
                _sweep.Add(index, detection.Box);
                isAny = true;
            }
        }

        _sweep.Sort();
        return isAny;
    }

    private void Take(int rows)
    {
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

    private void AddEdges(TrackSlot track, ReadOnlySpan<Detection> detections, in Box box, float gate, AssociationPass pass)
    {
        float momentum = pass == AssociationPass.Predicted ? track.Options.MomentumWeight : 0;
        foreach (int index in _sweep.Meeting(box))
        {
            float overlap = box.IntersectionOverUnion(detections[index].Box);
            if (overlap >= gate)
            {
                float reward = momentum > 0 ? momentum * Agreement(track, detections[index].Box) : 0;
                _assignment.AddEdge(index, 1 - overlap - reward);
            }
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
