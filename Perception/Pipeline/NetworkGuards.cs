using System.Runtime.ExceptionServices;
using System.ComponentModel.DataAnnotations;
using Perception.Client;
using Perception.Inference;
using Sensors;

namespace Perception.Pipeline;

/// <summary>The guards of a run's networks: warm-up and a check at the start, then a check every so often where it disturbs no frame.</summary>
/// <remarks>Owns the guards; dispose after the run and before the networks.</remarks>
public sealed class NetworkGuards : IDisposable
{
    private readonly GuardOptions _options;
    private readonly TimeProvider _time;
    private readonly NetworkGuard[] _guards;
    private Task? _starting;

    /// <exception cref="ModelException">A stored answer cannot be used, or is missing and asked for.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public NetworkGuards(NetworkSet networks, GuardOptions options, TimeProvider time)
    {
        OptionRanges.Require(options);
        _options = options;
        _time = time;
        _guards = [.. networks.Distinct.Select(network => new NetworkGuard(network, options, time))];
        Idle = new IdleGaps(time);
    }

    /// <summary>In the order of <see cref="NetworkSet.Distinct"/>.</summary>
    public IReadOnlyList<NetworkGuard> All => _guards;

    /// <summary>Told by every pipeline when its frames begin and end.</summary>
    public IdleGaps Idle { get; }

    /// <summary>What differs, in one sentence that names the network; null where nothing is known to be wrong.</summary>
    public string? Fault
    {
        get
        {
            foreach (NetworkGuard guard in _guards)
            {
                if (guard.Reading is { State: GuardState.Wrong, Detail: var detail })
                {
                    return detail;
                }
            }

            return null;
        }
    }

    /// <summary>Begins to warm up and check the networks, each on a thread of its own; <see cref="StartAsync"/> waits for them.</summary>
    public void Begin() => _starting ??= Task.WhenAll(_guards.Select(guard => StageThread.RunAsync("Warm-up", guard.Start)));

    /// <summary>Warms up and checks every network; returns when every answer is right.</summary>
    /// <exception cref="UntrustedNetworkException">An answer is wrong and the options say that this ends the run.</exception>
    /// <exception cref="OperationCanceledException">The stop came while an answer was wrong.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        Begin();
        await _starting!.ConfigureAwait(false);
        while (Fault is { } fault)
        {
            if (_options.EndsWhenWrong)
            {
                throw new UntrustedNetworkException(fault);
            }

            await Task.Delay(_options.Retry, _time, stop).ConfigureAwait(false);
            await Task.WhenAll(_guards.Select(guard => StageThread.RunAsync("Guards", guard.Check))).ConfigureAwait(false);
        }
    }

    /// <summary>Checks again whenever it is due and the pipelines have time, until the stop.</summary>
    public Task KeepAsync(CancellationToken stop) => _options.Interval == TimeSpan.Zero || !_guards.Any(guard => guard.IsGuarded)
        ? Task.CompletedTask
        : StageThread.RunAsync("Guards", home => CheckAsync(home, stop));

    public void Dispose()
    {
        // A run that ended before it asked for the networks' answers.
        ((IAsyncResult?)_starting)?.AsyncWaitHandle.WaitOne();
        Array.ForEach(_guards, guard => guard.Dispose());
    }

    private async Task CheckAsync(StageThread home, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Fault is null ? _options.Interval : _options.Retry, _time, stop).ConfigureAwait(false);
                Exception? failed = null;
                foreach (NetworkGuard guard in _guards)
                {
                    if (guard.IsGuarded)
                    {
                        await Idle.WaitForAsync(guard.CheckTime, stop).ConfigureAwait(false);
                        await home.Home();
                        failed = Failure(guard) ?? failed;
                    }
                }

                if (failed is not null)
                {
                    ExceptionDispatchInfo.Throw(failed);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>How a check failed in another way than by a wrong answer: the other networks are checked all the same. Null where it did not.</summary>
    private static Exception? Failure(NetworkGuard guard)
    {
        try
        {
            guard.Check();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
