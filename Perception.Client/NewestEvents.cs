namespace Perception.Client;

/// <summary>
/// Leaves of the events that wait only the newest of each kind and source. It takes the place of the oldest, so that each comes to its turn
/// however often newer ones come, and a source's notices stay before the world that showed them. Not thread safe; allocates nothing once it has grown.
/// </summary>
internal sealed class NewestEvents
{
    private static readonly Comparison<Held> Order = static (left, right) => (left.Place, left.Index).CompareTo((right.Place, right.Index));

    private readonly Dictionary<(Type Kind, string? Source), Span> _spans = [];
    private readonly List<Held> _kept = [];

    /// <summary>Takes out of the queue what a newer event has overtaken.</summary>
    /// <returns>How many worlds were taken out.</returns>
    public int KeepIn(Queue<PerceptionEvent> events)
    {
        _spans.Clear();
        int index = 0;
        foreach (PerceptionEvent waiting in events)
        {
            (Type, string?) key = KeyOf(waiting);
            _spans[key] = new Span(_spans.TryGetValue(key, out Span older) ? older.First : index, index);
            index++;
        }

        if (_spans.Count == events.Count)
        {
            return 0;
        }

        int passedOver = 0;
        for (index = 0; events.TryDequeue(out PerceptionEvent? waiting); index++)
        {
            if (index == _spans[KeyOf(waiting)].Last)
            {
                _kept.Add(new Held(PlaceOf(waiting, index), index, waiting));
            }
            else
            {
                passedOver += waiting is WorldReceived ? 1 : 0;
            }
        }

        _kept.Sort(Order);
        foreach (Held held in _kept)
        {
            events.Enqueue(held.Event);
        }

        _kept.Clear();
        return passedOver;
    }

    private static (Type Kind, string? Source) KeyOf(PerceptionEvent waiting) => (waiting.GetType(), SourceOf(waiting));

    private static string? SourceOf(PerceptionEvent waiting) => waiting switch
    {
        WorldReceived received => received.World.SourceId,
        SequenceGap gap => gap.SourceId,
        ServiceRestarted restarted => restarted.SourceId,
        StalenessChanged changed => changed.SourceId,
        _ => null,
    };

    private int PlaceOf(PerceptionEvent waiting, int index)
    {
        string? source = SourceOf(waiting);
        int first = _spans[(waiting.GetType(), source)].First;
        if (source is null || !_spans.TryGetValue((typeof(WorldReceived), source), out Span worlds))
        {
            return first;
        }

        // That a source is stale by now is told after its last world, not before.
        return index > worlds.Last ? index : Math.Min(first, worlds.First);
    }

    /// <summary>Where the oldest and the newest event of a kind and source stood.</summary>
    private readonly record struct Span(int First, int Last);

    /// <summary>An event that stays: the place that it takes, and where it stood.</summary>
    private readonly record struct Held(int Place, int Index, PerceptionEvent Event);
}
