using Evaluation.Tracking;

namespace Evaluation.Metrics;

/// <summary>Finds the stretches in which a truth object is missed or a result follows nothing.</summary>
public static class EventFinder
{
    /// <summary>All stretches of a sequence, in no particular order.</summary>
    public static IEnumerable<TrackingEvent> Find(SequenceMatch sequence)
    {
        Dictionary<int, (int First, int Count)> missed = [];
        Dictionary<int, (int First, int Count)> ghosts = [];
        List<TrackingEvent> events = [];
        foreach (FrameMatch frame in sequence.Frames)
        {
            for (int row = 0; row < frame.TruthIds.Length; row++)
            {
                bool isFound = Enumerable.Range(0, frame.ResultIds.Length).Any(column => frame.Similarity[row, column] >= MetricConstants.MatchThreshold);
                Follow(missed, frame.TruthIds[row], frame.Frame, isFound, (id, first, count) => events.Add(new TrackingEvent(
                    sequence.Name, first, TrackingEventKind.Missed, sequence.TruthNames[id], null, null, count)));
            }

            for (int column = 0; column < frame.ResultIds.Length; column++)
            {
                bool isFound = Enumerable.Range(0, frame.TruthIds.Length).Any(row => frame.Similarity[row, column] >= MetricConstants.MatchThreshold);
                Follow(ghosts, frame.ResultIds[column], frame.Frame, isFound, (id, first, count) => events.Add(new TrackingEvent(
                    sequence.Name, first, TrackingEventKind.Ghost, null, sequence.ResultNames[id], null, count)));
            }
        }

        events.AddRange(missed.Select(entry => new TrackingEvent(
            sequence.Name, entry.Value.First, TrackingEventKind.Missed, sequence.TruthNames[entry.Key], null, null, entry.Value.Count)));
        events.AddRange(ghosts.Select(entry => new TrackingEvent(
            sequence.Name, entry.Value.First, TrackingEventKind.Ghost, null, sequence.ResultNames[entry.Key], null, entry.Value.Count)));
        return events;
    }

    private static void Follow(
        Dictionary<int, (int First, int Count)> open, int id, int frame, bool isFound, Action<int, int, int> close)
    {
        if (!isFound)
        {
            open[id] = open.TryGetValue(id, out (int First, int Count) run) ? (run.First, run.Count + 1) : (frame, 1);
        }
        else if (open.Remove(id, out (int First, int Count) ended))
        {
            close(id, ended.First, ended.Count);
        }
    }
}
