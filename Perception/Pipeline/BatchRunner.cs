using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>
/// Brings the frames of several cameras together into single runs of one network. A frame waits for others only while such are on
/// their way (<see cref="Announce"/>), and never longer than the wait limit.
/// </summary>
/// <remarks>
/// Thread safe. One thread of its own runs the network; the steady state allocates nothing. Disposed after the pipelines; what a run that
/// does not end works with is freed when it ends, and the network's session with it.
/// </remarks>
public sealed class BatchRunner : IDisposable
{
    private readonly object _gate = new();
    private readonly Network _network;
    private readonly BatchOptions _options;
    private readonly TimeProvider _time;
    private readonly NetworkBatch _batch;
    private readonly Queue<BatchTicket> _queue = new();
    private readonly BatchTicket[] _tickets;
    private readonly NetworkBinding[] _bindings;
    private readonly long[] _runs;
    private readonly Thread _thread;
    private int _onTheWay;
    private int _running;
    private bool _isClosed;
    private volatile bool _isEnded;

    /// <param name="network">One that takes several images in a run.</param>
    /// <param name="options">How long it waits; validated by <see cref="CameraSharing"/>.</param>
    /// <param name="time">The clock.</param>
    public BatchRunner(Network network, BatchOptions options, TimeProvider time)
    {
        _network = network;
        _options = options;
        _time = time;
        _batch = network.CreateBatch();
        _tickets = new BatchTicket[_batch.Capacity];
        _bindings = new NetworkBinding[_batch.Capacity];
        _runs = new long[_batch.Capacity];
        _thread = new Thread(Serve) { IsBackground = true, Name = $"batches of {network.Manifest.Name}" };
        _thread.Start();
    }

    /// <summary>The most frames of one run.</summary>
    public int Capacity => _batch.Capacity;

    /// <summary>How many frames the run that is under way has; 0 where there is none.</summary>
    public int FramesInRun => Volatile.Read(ref _running);

    /// <summary>How many frames were announced and have neither come nor been taken back: those that are waited for.</summary>
    public int FramesOnTheWay => Volatile.Read(ref _onTheWay);

    /// <summary>How many runs there were with so many frames.</summary>
    /// <param name="frames">1 to <see cref="Capacity"/>.</param>
    public long Runs(int frames) => Volatile.Read(ref _runs[frames - 1]);

    /// <summary>A frame is on its way to this network; it comes by <see cref="RunAsync"/> or is taken back by <see cref="Withdraw"/>.</summary>
    /// <param name="ticket">The frame's; not queued.</param>
    public void Announce(BatchTicket ticket)
    {
        lock (_gate)
        {
            _onTheWay += ticket.IsOnTheWay ? 0 : 1;
            ticket.IsOnTheWay = true;
        }
    }

    /// <summary>A frame will not come, if it is still on its way; one that has come, or was never announced, is left as it is.</summary>
    public void Withdraw(BatchTicket ticket)
    {
        lock (_gate)
        {
            Arrive(ticket);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Queues a frame; ends when its binding holds the answer. One that was not announced is not waited for.</summary>
    /// <param name="ticket">The frame's; not queued already.</param>
    /// <exception cref="InferenceException">The run failed; every frame of it fails with this.</exception>
    public ValueTask RunAsync(BatchTicket ticket)
    {
        ValueTask answer = ticket.Wait();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            Arrive(ticket);
            ticket.Runner = this;
            ticket.QueuedAt = _time.GetTimestamp();
            _queue.Enqueue(ticket);
            Monitor.Pulse(_gate);
        }

        return answer;
    }

    /// <summary>Runs what is queued, then ends; a run that takes longer than <see cref="BatchOptions.EndTimeout"/> is left to itself.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        if (_thread.Join(_options.EndTimeout))
        {
            return;
        }

        lock (_gate)
        {
            _isEnded = true;
            EndRun();
        }
    }

    private void Serve()
    {
        while (Take() is int count and > 0)
        {
            Exception? failure = TryRun(count);
            lock (_gate)
            {
                // From here on the frames, and so their bindings, are their pipelines' again.
                _running = 0;
                _batch.AllowRuns();
            }

            Answer(_tickets.AsSpan(0, count), failure);
        }

        // The thread that runs the network frees what the runs work with: nobody waits for a run that stands still.
        _batch.Dispose();
    }

    private void Answer(ReadOnlySpan<BatchTicket> tickets, Exception? failure)
    {
        if (failure is null)
        {
            Interlocked.Increment(ref _runs[tickets.Length - 1]);
        }

        foreach (BatchTicket ticket in tickets)
        {
            if (failure is null)
            {
                ticket.Complete();
            }
            else
            {
                ticket.Fail(failure);
            }
        }
    }

    /// <summary>Asks the run that a frame is in to end, at the network's next layer; it fails for every frame of it, and the next one is made. A frame that only waits stays queued.</summary>
    internal void EndRun(BatchTicket ticket)
    {
        lock (_gate)
        {
            if (_tickets.AsSpan(0, _running).Contains(ticket))
            {
                EndRun();
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    private void EndRun()
    {
        if (_running > 1)
        {
            _batch.EndRun();
        }
        else if (_running == 1)
        {
            _bindings[0].EndRun();
        }
    }

    /// <summary>Nobody waits for a frame any more. Called under the lock.</summary>
    private void Arrive(BatchTicket ticket)
    {
        _onTheWay -= ticket.IsOnTheWay ? 1 : 0;
        ticket.IsOnTheWay = false;
    }

    /// <summary>Takes the next frames; 0 once it is closed and nothing is queued.</summary>
    private int Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_isClosed)
                {
                    return 0;
                }

                Monitor.Wait(_gate);
            }

            TimeSpan left;
            while (_queue.Count < Capacity && _onTheWay > 0 && !_isClosed && (left = _options.Wait - _time.GetElapsedTime(_queue.Peek().QueuedAt)) > TimeSpan.Zero)
            {
                // A wait counts whole milliseconds; less than one is as good as none. The clock says when it is over.
                if (left.TotalMilliseconds < 1)
                {
                    break;
                }

                Monitor.Wait(_gate, left);
            }

            int count = Math.Min(_queue.Count, Capacity);
            for (int i = 0; i < count; i++)
            {
                _tickets[i] = _queue.Dequeue();
                _bindings[i] = _tickets[i].Binding;
            }

            _running = count;
            return count;
        }
    }

    /// <returns>What went wrong, or null.</returns>
    private Exception? TryRun(int count)
    {
        try
        {
            if (_isEnded)
            {
                return new InferenceException($"{_network.Manifest.Name}: the program ended before the run began.");
            }

            if (count == 1)
            {
                _network.Run(_bindings[0]);
            }
            else
            {
                _batch.Run(_bindings.AsSpan(0, count));
            }

            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
