using Perception.Client;
using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>Warms one network up and compares its answer to the known frame with the stored one, again and again.</summary>
/// <remarks>One check at a time; everything else is thread safe. Dispose before the network.</remarks>
public sealed class NetworkGuard : IDisposable
{
    private readonly GuardOptions _options;
    private readonly TimeProvider _time;
    private readonly GoldenGuard? _golden;
    private volatile GuardReading _reading;
    private volatile WarmUpCost? _warmUp;

    /// <exception cref="ModelContractException">The stored answer is another file's, or there is none and the mode asks for one.</exception>
    /// <exception cref="ManifestException">The stored answer cannot be read.</exception>
    public NetworkGuard(Network network, GuardOptions options, TimeProvider time)
    {
        Network = network;
        _options = options;
        _time = time;
        NetworkManifest manifest = network.Manifest;
        string path = GoldenExpectation.PathFor(manifest);
        if (options.Mode == GuardMode.Off)
        {
            _reading = new GuardReading(GuardState.Off, "The guard is switched off.", null, 0, 0);
        }
        else if (GoldenExpectation.LoadFor(manifest) is { } expectation)
        {
            _golden = new GoldenGuard(network, expectation, GoldenOptions.For(network));
            _reading = new GuardReading(GuardState.NotChecked, null, null, 0, 0);
        }
        else if (options.Mode == GuardMode.Require)
        {
            throw new ModelContractException(
                $"{path}: expected the stored answer of {manifest.Name} to the known frame, as the guard's mode 'require' asks, found none; 'perceive models verify {manifest.Name} --record' stores it.");
        }
        else
        {
            _reading = new GuardReading(GuardState.NoExpectation, $"{manifest.Name}: no answer to the known frame is stored ({path}), so none is compared.", null, 0, 0);
        }
    }

    public Network Network { get; }

    /// <summary>Whether there is a stored answer to compare with.</summary>
    public bool IsGuarded => _golden is not null;

    public GuardReading Reading => _reading;

    /// <summary>What the first runs took; null before them.</summary>
    public WarmUpCost? WarmUp => _warmUp;

    /// <summary>How long a check may take: a run, and as much again for preparing and comparing.</summary>
    public TimeSpan CheckTime => (_warmUp?.Median ?? TimeSpan.Zero) * 2;

    /// <summary>The first runs, and the first check, of the last one's answer.</summary>
    public void Start()
    {
        try
        {
            if (_golden is null)
            {
                _warmUp = WarmUpCost.Measure(Network, _options.WarmUpRuns, _time);
                return;
            }

            _warmUp = _golden.WarmUp(_options.WarmUpRuns, _time);
            Remember(_golden.CheckAnswer());
        }
        catch (InferenceException error)
        {
            Remember(GuardState.Wrong, error.Message, null);
        }
    }

    /// <summary>Compares once, where there is something to compare with.</summary>
    public void Check()
    {
        if (_golden is null)
        {
            return;
        }

        try
        {
            Remember(_golden.Check());
        }
        catch (InferenceException error)
        {
            Remember(GuardState.Wrong, error.Message, null);
        }
    }

    /// <exception cref="UntrustedNetworkException">The last check found the network's answer wrong.</exception>
    public void RequireTrusted()
    {
        GuardReading reading = _reading;
        if (reading.State == GuardState.Wrong)
        {
            throw new UntrustedNetworkException(reading.Detail!);
        }
    }

    public void Dispose() => _golden?.Dispose();

    private void Remember(GoldenResult result)
    {
        double? difference = double.IsFinite(result.RelativeDifference) ? result.RelativeDifference : null;
        Remember(result.IsMatch ? GuardState.Right : GuardState.Wrong, result.Message, difference);
    }

    private void Remember(GuardState state, string detail, double? difference) =>
        _reading = new GuardReading(state, detail, difference, _reading.Checks + 1, _time.GetTimestamp());
}
