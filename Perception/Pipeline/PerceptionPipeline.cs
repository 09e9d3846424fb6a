using System.Runtime.ExceptionServices;
using Perception.Client;
using Perception.Inference;
using Perception.Publishing;
using Perception.Rigs;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>
/// One source's way from image to <c>world</c> message. The stages are wired in <see cref="RunAsync"/>, in the order in
/// which a frame travels.
/// </summary>
/// <remarks>
/// Only the first link may drop frames (<see cref="PipelineOptions.CapturePolicy"/>); behind it every frame comes out, as
/// a message or, where a network failed on it, as a counted drop. The last link may keep messages from the recordings
/// (<see cref="PipelineOptions.RecordingPolicy"/>). Jobs are finite, so latency and memory are bounded.
/// The pipeline owns neither the source, the networks nor the sinks; it may be disposed, and so may they, while a stage still
/// works past the drain timeout: what that stage uses is freed when it lets go.
/// </remarks>
public sealed class PerceptionPipeline : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly NetworkSet _networks;
    private readonly FramePool _frames;
    private readonly JobPool _jobs;
    private readonly CaptureStage _capture;
    private readonly DecodeStage _decode;
    private readonly FuseStage _fuse;
    private readonly PublishStage _publish;
    private readonly RecordStage _record;
    private readonly NetworkGuards? _guards;
    private readonly CameraSharing? _sharing;
    private readonly RigSeat? _seat;
    private readonly BatchRunner?[] _batches;
    private readonly GateTicket _turn = new();
    private readonly CancellationTokenSource _stop = new();
    private ExceptionDispatchInfo? _fault;
    private int _turnsHeld;
    private int _failuresInARow;

    /// <param name="source">Read by this pipeline alone.</param>
    /// <param name="networks">May be shared with other pipelines.</param>
    /// <param name="publisher">Where messages go; null publishes nothing.</param>
    /// <param name="sinks">Receive every message with its image after it was published, in order.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="time">The clock for latencies, pacing and publish times.</param>
    /// <param name="guards">The networks' guards, told of each frame; frames of a network that they found wrong are dropped. Null trusts every network.</param>
    /// <param name="sharing">What it shares with the pipelines of other cameras; null for the only one.</param>
    /// <param name="seat">Its place in a rig, which then publishes in its stead; null where it is a source by itself.</param>
    public PerceptionPipeline(
        IFrameSource source, NetworkSet networks, Publisher? publisher, IReadOnlyList<IWorldSink> sinks,
        PipelineOptions options, TimeProvider time, NetworkGuards? guards = null, CameraSharing? sharing = null, RigSeat? seat = null)
    {
        options.Validate();
        _options = options;
        _networks = networks;
        _guards = guards;
        _sharing = sharing;
        _seat = seat;
        _batches = [.. sharing?.Batches ?? []];
        Source = source.Description;
        Monitor = new PipelineMonitor(time);
        _decode = new DecodeStage(networks);
        _jobs = new JobPool(options.FramesInFlight, () => new FrameJob(networks, Source, _decode, options.MaxDetections));

        // In the pool beside the frames in process: those waiting in the link, one being read, and what a rig holds.
        int waiting = options.CapturePolicy.Kind == DeliveryKind.LatencyBound ? options.WaitingFrames : 1;
        _frames = new FramePool(options.FramesInFlight + waiting + 1 + (seat?.FramesHeld ?? 0));
        Pace pace = Source.IsLive ? Pace.Max : options.Pace;
        _capture = new CaptureStage(source, _frames, new Pacer(pace, time), Monitor);
        _fuse = new FuseStage(options.Fusion, Source, networks, isForRig: seat is not null);
        _publish = new PublishStage(publisher, Monitor);
        _record = new RecordStage(sinks, options.EndsOnRecordingFault, Monitor);
    }

    public SourceDescription Source { get; }

    public PipelineMonitor Monitor { get; }

    public PipelineOptions Options => _options;

    /// <summary>How many frames are in process now.</summary>
    public int FramesInProcess => _jobs.Outstanding;

    /// <summary>Runs until the drive is over or a stop is asked for, and every frame in process is finished.</summary>
    /// <exception cref="PipelineException">A stage failed; frames that were in process are counted as dropped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenRegistration registration = stop.Register(_stop.Cancel);

        // A rig groups the captured frames into instants, and says which are worked on.
        Link<FrameLease> captured = _seat?.Captured ?? new(
            _options.CapturePolicy, _options.CapturePolicy.Kind == DeliveryKind.LatencyBound ? _options.WaitingFrames : 1, Drop, Age);
        Link<FrameLease> admitted = _seat?.Admitted ?? captured;
        Link<FrameJob>[] letterboxed = [.. _networks.Distinct.Select(_ => Lossless())];
        Link<FrameJob> inferred = Lossless();
        Link<FrameJob> decoded = Lossless();
        Link<FrameJob> fused = Lossless();
        Link<FrameJob> published = new(_options.RecordingPolicy, _options.FramesInFlight, LeaveUnrecorded, job => Age(job.Frame!));

        await DrainedAsync(Task.WhenAll(
            Host(() => _capture.RunAsync(captured, _stop.Token)),
            Host(() => LetterboxAsync(admitted, letterboxed)),
            Host(() => InferAsync(letterboxed, inferred)),
            Host(() => DecodeAsync(inferred, decoded)),
            Host(() => PassAsync(PipelineStage.Fuse, decoded, _fuse.Process, fused)),
            Host(() => PublishAsync(fused, published)),
            Host(() => RecordAsync(published)))).ConfigureAwait(false);

        _fault?.Throw();
    }

    /// <summary>Stops capturing; the frames in process are finished.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>Takes a frame back from the rig after its world was published, or dropped where it failed.</summary>
    internal void Complete(FrameJob job)
    {
        if (job.Failure is null)
        {
            _failuresInARow = 0;
            Monitor.CountPublished(job);
        }
        else
        {
            CountFailure(job.Failure);
        }

        Finish(job);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _capture.Dispose();
        _jobs.Dispose();
        _frames.Dispose();
    }

    /// <summary>Frame to job: takes a free job first, so that the frame taken next is the newest.</summary>
    private async Task LetterboxAsync(Link<FrameLease> input, Link<FrameJob>[] outputs)
    {
        for (long sequence = 0; ; sequence++)
        {
            FrameJob job = await _jobs.RentAsync().ConfigureAwait(false);
            FrameLease? frame = _sharing is null ? await input.ReadAsync().ConfigureAwait(false) : null;
            while (_sharing is not null && frame is null && await input.WaitAsync().ConfigureAwait(false))
            {
                // No turn is held while there is no frame for it: the one that was waited for may have grown too old.
                await _sharing.Gate.EnterAsync(_turn).ConfigureAwait(false);
                Interlocked.Increment(ref _turnsHeld);
                if (!input.TryRead(out frame))
                {
                    LeaveGate();
                }
            }

            if (frame is null)
            {
                _jobs.Return(job);
                break;
            }

            job.Begin(frame, sequence);
            _guards?.Idle.FrameBegins();
            foreach (BatchRunner? batch in _batches)
            {
                batch?.Announce();
            }

            Work(PipelineStage.Letterbox, job, static job =>
            {
                foreach (NetworkBinding binding in job.Bindings)
                {
                    binding.Preprocess(job.Frame!.Image);
                }
            });
            foreach (Link<FrameJob> output in outputs)
            {
                await output.WriteAsync(job).ConfigureAwait(false);
            }
        }

        foreach (Link<FrameJob> output in outputs)
        {
            output.Complete();
        }
    }

    /// <summary>The networks side by side, each with its workers; the last network to finish hands the job on.</summary>
    private async Task InferAsync(Link<FrameJob>[] inputs, Link<FrameJob> output)
    {
        List<Task> workers = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            int index = i;
            Network network = _networks.Distinct[i];
            NetworkGuard? guard = _guards?.All[i];
            BatchRunner? batch = _batches.Length == 0 ? null : _batches[i];
            PipelineStage stage = ReferenceEquals(network, _networks.Objects) ? PipelineStage.Detect : PipelineStage.Segment;
            for (int worker = 0; worker < _options.WorkersPerNetwork; worker++)
            {
                workers.Add(Host(() => batch is null
                    ? InferAsync(stage, inputs[index], Run, output)
                    : InferInBatchesAsync(stage, inputs[index], index, batch, guard, output)));
            }

            void Run(FrameJob job)
            {
                guard?.RequireTrusted();
                network.Run(job.Bindings[index]);
            }
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        output.Complete();
    }

    private async Task InferAsync(PipelineStage stage, Link<FrameJob> input, Action<FrameJob> run, Link<FrameJob> output)
    {
        while (await input.ReadAsync().ConfigureAwait(false) is { } job)
        {
            Work(stage, job, run);
            if (job.FinishNetwork())
            {
                await output.WriteAsync(job).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The same by runs that several cameras share.</summary>
    private async Task InferInBatchesAsync(
        PipelineStage stage, Link<FrameJob> input, int index, BatchRunner batch, NetworkGuard? guard, Link<FrameJob> output)
    {
        while (await input.ReadAsync().ConfigureAwait(false) is { } job)
        {
            if (job.Failure is null && guard?.Reading.State == GuardState.Wrong)
            {
                job.Fail(new UntrustedNetworkException(guard.Reading.Detail!));
            }

            if (job.Failure is not null)
            {
                batch.Withdraw();
            }
            else
            {
                job.Enter(stage, Monitor.Time.GetTimestamp());
                try
                {
                    await batch.RunAsync(job.BatchTickets[index]).ConfigureAwait(false);
                }
                catch (Exception failure)
                {
                    job.Fail(failure);
                }

                job.Times.Leave(stage, Monitor.Time.GetTimestamp());
            }

            if (job.FinishNetwork())
            {
                await output.WriteAsync(job).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Brings the frames back into order, then decodes.</summary>
    private async Task DecodeAsync(Link<FrameJob> input, Link<FrameJob> output)
    {
        ReorderBuffer<FrameJob> inOrder = new(_jobs.Capacity);
        Action<FrameJob> decode = _decode.Process;
        while (await input.ReadAsync().ConfigureAwait(false) is { } finished)
        {
            inOrder.Add(finished.Sequence, finished);
            while (inOrder.TryTake(out FrameJob? job))
            {
                Work(PipelineStage.Decode, job!, decode);
                await output.WriteAsync(job!).ConfigureAwait(false);
            }
        }

        output.Complete();
    }

    private async Task PublishAsync(Link<FrameJob> input, Link<FrameJob> output)
    {
        Action<FrameJob> publish = _publish.Process;
        while (await input.ReadAsync().ConfigureAwait(false) is { } job)
        {
            LeaveGate();
            if (_seat is not null)
            {
                _seat.Deliver(job);
                continue;
            }

            Work(PipelineStage.Publish, job, publish);
            if (job.Failure is null)
            {
                _failuresInARow = 0;
                Monitor.CountPublished(job);
                await output.WriteAsync(job).ConfigureAwait(false);
                continue;
            }

            CountFailure(job.Failure);
            Finish(job);
        }

        output.Complete();
    }

    private async Task PassAsync(PipelineStage stage, Link<FrameJob> input, Action<FrameJob> process, Link<FrameJob> output)
    {
        while (await input.ReadAsync().ConfigureAwait(false) is { } job)
        {
            Work(stage, job, process);
            await output.WriteAsync(job).ConfigureAwait(false);
        }

        output.Complete();
    }

    /// <summary>The recordings, behind publishing so that they cost no latency; then the job is free again.</summary>
    private async Task RecordAsync(Link<FrameJob> input)
    {
        while (await input.ReadAsync().ConfigureAwait(false) is { } job)
        {
            try
            {
                _record.Write(job.Message, job.Frame!.Image);
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
            finally
            {
                Finish(job);
            }
        }
    }

    /// <summary>A network that the guard distrusts may be right again at the next check; one that fails again and again ends the run.</summary>
    private void CountFailure(Exception failure)
    {
        if (failure is UntrustedNetworkException)
        {
            Monitor.CountDrop(DropCause.Untrusted, failure.Message);
            return;
        }

        Monitor.CountDrop(DropCause.Inference, failure.Message);
        _failuresInARow++;
        if (failure is not InferenceException || _failuresInARow >= _options.MaxConsecutiveFailures)
        {
            Fail(failure);
        }
    }

    private void LeaveGate()
    {
        if (_sharing is not null)
        {
            Interlocked.Decrement(ref _turnsHeld);
            _sharing.Gate.Leave();
        }
    }

    private void Finish(FrameJob job)
    {
        _jobs.Return(job);
        _guards?.Idle.FrameEnds();
    }

    /// <summary>One stage's work on one frame: timed, and skipped where an earlier stage failed on it.</summary>
    private void Work(PipelineStage stage, FrameJob job, Action<FrameJob> process)
    {
        if (job.Failure is not null)
        {
            return;
        }

        job.Enter(stage, Monitor.Time.GetTimestamp());
        try
        {
            process(job);
        }
        catch (Exception failure)
        {
            job.Fail(failure);
        }

        job.Times.Leave(stage, Monitor.Time.GetTimestamp());
    }

    /// <summary>Waits for every stage; once a stop was asked for, no longer than the drain timeout.</summary>
    private async Task DrainedAsync(Task stages)
    {
        Task stopped = Task.Delay(Timeout.InfiniteTimeSpan, Monitor.Time, _stop.Token);
        await Task.WhenAny(stages, stopped).ConfigureAwait(false);
        try
        {
            await stages.WaitAsync(_options.DrainTimeout, Monitor.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The other cameras go on without the turns of frames that will not come out.
            while (Volatile.Read(ref _turnsHeld) > 0)
            {
                LeaveGate();
            }

            // Every frame that is read goes to one of these; what neither has come is still in the pipeline.
            long left = Monitor.FramesRead - Monitor.FramesPublished - Monitor.Drops.Total;
            for (long i = 0; i < left; i++)
            {
                Monitor.CountDrop(DropCause.Shutdown, problem: null);
            }

            throw new PipelineException(
                $"{Source.Id}: expected the frames in process to finish within {_options.DrainTimeout.TotalSeconds:0.#} s of the stop, found {left} that did not");
        }
    }

    private Link<FrameJob> Lossless() => new(DeliveryPolicy.Lossless, _options.FramesInFlight);

    private TimeSpan Age(FrameLease frame) => Monitor.Time.GetElapsedTime(frame.Stamp.CaptureTimestamp);

    private void Drop(FrameLease frame, DropCause cause)
    {
        Monitor.CountDrop(cause, problem: null);
        frame.Dispose();
    }

    private void LeaveUnrecorded(FrameJob job, DropCause cause)
    {
        Monitor.CountRecordingDropped();
        Finish(job);
    }

    private Task Host(Func<Task> stage) => Task.Run(async () =>
    {
        try
        {
            await stage().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    });

    /// <summary>Remembers the first fault and stops capturing; what is in process drains.</summary>
    private void Fail(Exception failure)
    {
        PipelineException fault = failure as PipelineException
            ?? new PipelineException($"{Source.Id}: {failure.Message}", failure);
        if (Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(fault), null) is null)
        {
            Monitor.Fault = fault.Message;
        }

        _stop.Cancel();
    }
}
