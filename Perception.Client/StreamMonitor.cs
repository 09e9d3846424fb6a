namespace Perception.Client;

/// <summary>Finds gaps, restarts, staleness and foreign contracts in a stream of messages. Not thread safe.</summary>
internal sealed class StreamMonitor
{
    private readonly Dictionary<string, SourceStream> _sources = [];
    private readonly Queue<PerceptionEvent> _events;
    private readonly TimeProvider _time;
    private readonly TimeSpan _staleAfter;
    private readonly long _start;
    private readonly HashSet<(int Version, string? Hash)> _contracts = [];
    private long? _startTimeNs;
    private bool _isSilenceTold;

    public StreamMonitor(Queue<PerceptionEvent> events, TimeProvider time, TimeSpan staleAfter)
    {
        _events = events;
        _time = time;
        _staleAfter = staleAfter;
        _start = time.GetTimestamp();
    }

    /// <summary>World messages lost on the way, over all sources.</summary>
    public ulong Missed { get; private set; }

    /// <summary>Tells of gaps and the like that this message shows, then of the message.</summary>
    /// <param name="world">The message.</param>
    /// <param name="arrivedAfter">A timestamp before which it was not there.</param>
    public void Take(WorldMessage world, long arrivedAfter)
    {
        CheckContract(world.SchemaVersion, null);
        long now = _time.GetTimestamp();
        if (!_sources.TryGetValue(world.SourceId, out SourceStream? source))
        {
            source = new SourceStream();
            _sources.Add(world.SourceId, source);
        }
        else if (source.IsStale)
        {
            source.IsStale = false;
            _events.Enqueue(new StalenessChanged(world.SourceId, false, _time.GetElapsedTime(source.LastTimestamp, now)));
        }

        if (world.SequenceNumber <= source.Last)
        {
            source.IsRestartTold = true;
            _events.Enqueue(new ServiceRestarted(world.SourceId, world.SequenceNumber));
        }
        else if (source.Last is long last && world.SequenceNumber - 1 > last)
        {
            SequenceGap gap = new(world.SourceId, last + 1, world.SequenceNumber);
            Missed += gap.Missed;
            _events.Enqueue(gap);
        }

        source.Last = world.SequenceNumber;
        source.LastTimestamp = now;
        _events.Enqueue(new WorldReceived(world) { ReceivedAt = now, WaitedAtMost = _time.GetElapsedTime(arrivedAfter, now) });
    }

    public void Take(HealthMessage health)
    {
        CheckContract(health.SchemaVersion, null);
        _events.Enqueue(new HealthReceived(health));
    }

    public void Take(HelloMessage hello)
    {
        CheckContract(hello.SchemaVersion, hello.SchemaHash);
        CheckRun(hello.StartTimeNs);
        _events.Enqueue(new HelloReceived(hello));
    }

    /// <summary>Tells of sources that have become stale.</summary>
    public void CheckStaleness()
    {
        long now = _time.GetTimestamp();
        if (_sources.Count == 0 && !_isSilenceTold && _time.GetElapsedTime(_start, now) >= _staleAfter)
        {
            _isSilenceTold = true;
            _events.Enqueue(new StalenessChanged(null, true, _time.GetElapsedTime(_start, now)));
        }

        foreach ((string sourceId, SourceStream source) in _sources)
        {
            TimeSpan since = _time.GetElapsedTime(source.LastTimestamp, now);
            if (!source.IsStale && since >= _staleAfter)
            {
                source.IsStale = true;
                _events.Enqueue(new StalenessChanged(sourceId, true, since));
            }
        }
    }

    /// <summary>Tells of a restart that the numbers did not show, as where the new run is further than the old one was; once, where a source does not come again.</summary>
    private void CheckRun(long startTimeNs)
    {
        bool isRestart = _startTimeNs is not null && startTimeNs != _startTimeNs;
        foreach ((string sourceId, SourceStream source) in _sources)
        {
            if (isRestart && !source.IsRestartTold && source.Last is not null)
            {
                source.Last = null;
                _events.Enqueue(new ServiceRestarted(sourceId, null));
            }

            source.IsRestartTold = false;
        }

        _startTimeNs = startTimeNs;
    }

    private void CheckContract(int version, string? hash)
    {
        bool isOurs = version == WireSchema.Version && (hash is null || hash == WireSchema.Hash);
        if (!isOurs && _contracts.Add((version, version == WireSchema.Version ? hash : null)))
        {
            _events.Enqueue(new SchemaDiffers(version, hash));
        }
    }

    private sealed class SourceStream
    {
        /// <summary>The last message's number; null where any may come.</summary>
        public long? Last { get; set; }

        public long LastTimestamp { get; set; }

        public bool IsStale { get; set; }

        /// <summary>Whether a smaller number has told of a restart already that hello is still to tell of.</summary>
        public bool IsRestartTold { get; set; }
    }
}
