using Evaluation.Tracking;

namespace Evaluation.Metrics;

/// <summary>Finds the stretches in which a truth object is missed, a result follows nothing or doubles another.</summary>
public static class EventFinder
{
    /// <summary>All stretches of a sequence, in no particular order.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="columnsOfRows">For each frame the column of its result for each row of its truth, or -1.</param>
    public static IReadOnlyList<TrackingEvent> Find(SequenceMatch sequence, IReadOnlyList<int[]> columnsOfRows)
    {
        Dictionary<int, TrackingEvent> truths = [];
        Dictionary<int, TrackingEvent> results = [];
        List<TrackingEvent> events = [];
        foreach ((FrameMatch frame, int[] columnOfRow) in sequence.Frames.Zip(columnsOfRows))
        {
            for (int row = 0; row < frame.TruthIds.Length; row++)
            {
                int truth = frame.TruthIds[row];
                Follow(events, truths, truth, columnOfRow[row] >= 0 ? null : new TrackingEvent(
                    sequence.Name, frame.Frame, TrackingEventKind.Missed, sequence.TruthNames[truth], null, null, 1));
            }

            for (int column = 0; column < frame.ResultIds.Length; column++)
            {
                Follow(events, results, frame.ResultIds[column], columnOfRow.Contains(column) ? null : Unmatched(sequence, frame, column));
            }
        }

        return [.. events, .. truths.Values, .. results.Values];
    }

    private static TrackingEvent Unmatched(SequenceMatch sequence, FrameMatch frame, int column)
    {
        int doubled = Enumerable.Range(0, frame.TruthIds.Length).DefaultIfEmpty(-1).MaxBy(row => row < 0 ? 0 : frame.Similarity[row, column]);
        bool isDoubled = doubled >= 0 && frame.Similarity[doubled, column] >= MetricConstants.MatchThreshold - MetricConstants.Epsilon;
        int? truth = isDoubled ? sequence.TruthNames[frame.TruthIds[doubled]] : null;
        return new TrackingEvent(
            sequence.Name, frame.Frame, isDoubled ? TrackingEventKind.Doubled : TrackingEventKind.Ghost, truth, sequence.ResultNames[frame.ResultIds[column]], null, 1);
    }

    /// <summary>Lengthens the stretch that an identity is in, or closes it and opens another.</summary>
    private static void Follow(List<TrackingEvent> events, Dictionary<int, TrackingEvent> open, int id, TrackingEvent? now)
    {
        if (open.Remove(id, out TrackingEvent stretch))
        {
            if (now is { } same && same.Kind == stretch.Kind && same.TruthId == stretch.TruthId)
            {
                open[id] = stretch with { Frames = stretch.Frames + 1 };
                return;
            }

            events.Add(stretch);
        }

        if (now is { } begun)
        {
            open[id] = begun;
        }
    }
}
