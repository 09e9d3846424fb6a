using Perception.Client;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Perception.Rigs;

namespace Perception.Service;

/// <summary>
/// The running service: one pipeline per camera, one world per camera or rig, and beside them <c>hello</c> and <c>health</c> once a second for as long
/// as it runs, also while nothing comes in.
/// </summary>
/// <remarks>Owns nothing it is given. Run once.</remarks>
public sealed class PerceptionService
{
    /// <summary>How often <c>hello</c> and <c>health</c> are published.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>Every how manyeth report the native heaps give back what is free in them.</summary>
    private const int ReportsPerTrim = 10;

    private readonly IReadOnlyList<PerceptionPipeline> _pipelines;
    private readonly IReadOnlyList<RigPipeline> _rigs;
    private readonly Publisher? _publisher;
    private readonly JsonLog? _log;
    private readonly HelloMessage _hello;
    private readonly HealthReporter _health;
    private readonly NetworkGuards? _guards;
    private readonly TimeProvider _time;
    private long _reports;

    /// <param name="pipelines">One per camera, those of rigs included.</param>
    /// <param name="networks">What they run.</param>
    /// <param name="publisher">Null publishes nothing.</param>
    /// <param name="log">Receives hello and health; null logs nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="guards">Warms up and checks the networks before the first frame and while it runs; null does neither.</param>
    /// <param name="sharing">What the pipelines share; null where there is one.</param>
    /// <param name="rigs">Rigs of some of the pipelines, which they run.</param>
    public PerceptionService(
        IReadOnlyList<PerceptionPipeline> pipelines, NetworkSet networks, Publisher? publisher, JsonLog? log, TimeProvider time,
        NetworkGuards? guards = null, CameraSharing? sharing = null, IReadOnlyList<RigPipeline>? rigs = null)
    {
        _rigs = rigs ?? [];
        _pipelines = pipelines;
        _publisher = publisher;
        _log = log;
        _time = time;
        _guards = guards;
        _hello = HelloBuilder.Build(pipelines, _rigs, networks, guards, time);
        _health = new HealthReporter(pipelines, guards, time, sharing, _rigs);
    }

    /// <summary>Why nothing can be published any more, as one sentence; null where it can.</summary>
    private string? PublishingFault => _publisher is null || NetMqThread.Fault is not { } fault
        ? null
        : $"publish: expected ZeroMQ subscribers at {_publisher.Endpoint}, found a peer whose bytes NetMQ cannot read ({fault}), and nothing can be sent any more: "
            + "start the service again, and let only the vehicle's own network connect";

    /// <summary>Runs every pipeline to its end. A pipeline that fails does not stop the others.</summary>
    /// <param name="subscribers">How many subscribers to wait for before the first frame is read.</param>
    /// <param name="stop">Stops capturing; frames in process are finished, then this returns.</param>
    /// <exception cref="PipelineException">A pipeline failed, or nothing can be published any more; thrown after all have ended.</exception>
    /// <exception cref="UntrustedNetworkException">A network answers the known frame wrongly, and the guard's options say that this ends the run.</exception>
    public async Task RunAsync(int subscribers, CancellationToken stop)
    {
        using CancellationTokenSource ending = new();
        using CancellationTokenSource stopped = CancellationTokenSource.CreateLinkedTokenSource(stop, NetMqThread.Ended);
        stop = stopped.Token;
        // Beside the networks' first runs: the first messages compile much code.
        Task reports = Task.Run(() => ReportAsync(ending.Token), CancellationToken.None);
        Task keeping = Task.CompletedTask;
        try
        {
            using CancellationTokenRegistration stopping = stop.Register(() => _health.IsStopping = true);
            if (_guards is not null)
            {
                await _guards.StartAsync(stop).ConfigureAwait(false);
                keeping = KeepGuardsAsync(_guards, ending.Token);
            }

            if (_publisher is not null && subscribers > 0)
            {
                await Task.Run(() => _publisher.WaitForSubscribers(subscribers, stop), CancellationToken.None).ConfigureAwait(false);
            }

            IEnumerable<PerceptionPipeline> single = _pipelines.Except(_rigs.SelectMany(rig => rig.Cameras));
            await Task.WhenAll([.. single.Select(pipeline => pipeline.RunAsync(stop)), .. _rigs.Select(rig => rig.RunAsync(stop))]).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for a network to be right or for subscribers: no frame was read.
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reports.ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
            if (_guards?.Fault is not null)
            {
                Report();
            }

            _health.IsStopping = true;
            if (PublishingFault is { } told)
            {
                _health.Tell(told);
            }

            Report();
        }

        if (PublishingFault is { } fault)
        {
            throw new PipelineException(fault);
        }
    }

    private async Task ReportAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(ReportInterval, _time);
        try
        {
            int reports = 0;
            do
            {
                Report();
                if (++reports % ReportsPerTrim == 0)
                {
                    NativeHeap.GiveBack();
                }
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The run is over; the last report is the caller's.
        }
    }

    private static string OneLine(Exception failure) => failure.Message.ReplaceLineEndings(" ");

    /// <summary>Keeps checking the networks, also after a check that failed in another way than by a wrong answer.</summary>
    private async Task KeepGuardsAsync(NetworkGuards guards, CancellationToken stop)
    {
        bool isKept = false;
        while (!isKept)
        {
            try
            {
                await guards.KeepAsync(stop).ConfigureAwait(false);
                isKept = true;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _health.Tell($"a check of the networks failed: {OneLine(failure)}");
            }
        }
    }

    /// <summary>One report. Whatever it fails by, the next one is made all the same, and tells of it.</summary>
    private void Report()
    {
        try
        {
            Publish();
        }
        catch (Exception failure)
        {
            _health.Tell($"a report of health failed: {OneLine(failure)}");
        }
    }

    private void Publish()
    {
        HealthMessage health = _health.Report();
        _hello.SequenceNumber = health.SequenceNumber = _reports++;
        if (_publisher is null)
        {
            // The log's are stamped all the same.
            PublishStamp.Apply(_hello, _time);
            PublishStamp.Apply(health, _time);
        }
        else
        {
            _publisher.Publish(_hello);
            _publisher.Publish(health);
        }

        if (_health.LogFault is not null)
        {
            return;
        }

        try
        {
            _log?.Write(_hello, health);
        }
        catch (IOException failure)
        {
            // Health goes on being published, and says so from now on.
            _health.LogFault = $"the log ended: {failure.Message}";
        }
    }
}
