using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;

namespace Perception.Service;

/// <summary>
/// Says in one sentence why health is as it is: <see cref="HealthMessage.LastFault"/>. What is broken comes first, then what went wrong since the last
/// report, then load that is shed, then frames that were dropped; where nothing of this is, the last sentence stays.
/// </summary>
/// <remarks>Not thread safe. Allocates only where something went wrong since the last report.</remarks>
internal sealed class HealthReason
{
    private readonly string?[] _problems;
    private readonly string?[] _sentences;
    private readonly long[][] _dropsBefore;
    private string? _faulted;
    private string? _lost;
    private string? _met;
    private string? _recording;
    private string? _shed;
    private string? _less;
    private string? _last;

    /// <param name="cameras">How many there are.</param>
    public HealthReason(int cameras)
    {
        _problems = new string?[cameras];
        _sentences = new string?[cameras];
        _dropsBefore = [.. Enumerable.Range(0, cameras).Select(_ => new long[DropCounts.Causes.Length])];
    }

    /// <summary>Whether a recording has ended, load is shed, or frames were dropped since the last report.</summary>
    public bool IsDegraded => (_recording ?? _shed ?? _less) is not null;

    /// <summary>Begins a report.</summary>
    /// <param name="logFault">Why the log ended, or null.</param>
    /// <param name="ownFault">What went wrong beside the cameras since the last report, or null.</param>
    public void Begin(string? logFault, string? ownFault)
    {
        _faulted = _lost = _shed = _less = null;
        _met = ownFault;
        _recording = logFault;
    }

    /// <summary>Looks at one camera.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="camera">Its pipeline.</param>
    /// <param name="state">How its source is, looked up before this call.</param>
    /// <param name="window">Since the last report.</param>
    public void LookAtCamera(int index, PerceptionPipeline camera, SourceState state, TimeSpan window)
    {
        PipelineMonitor monitor = camera.Monitor;
        string? problem = monitor.LastProblem;
        bool isNew = !ReferenceEquals(problem, _problems[index]);
        if (isNew)
        {
            _problems[index] = problem;
            _sentences[index] = problem is null ? null : problem == monitor.Fault ? OneLine(problem) : $"camera {camera.Source.Id}: {OneLine(problem)}";
        }

        switch (state)
        {
            case SourceState.Faulted:
                _faulted ??= _sentences[index];
                break;
            case SourceState.Reopening or SourceState.Stalled:
                _lost ??= _sentences[index];
                break;
            default:
                _met ??= isNew ? _sentences[index] : null;
                break;
        }

        _recording ??= monitor.RecordingFault ?? camera.Options.Recorder?.Fault;
        _shed ??= camera.Load?.Reason;

        // Of every camera, so that none is told of twice.
        string? dropped = Dropped(index, camera, window);
        _less ??= dropped;
    }

    /// <summary>Takes why a rig's worlds are less than they should be, or null.</summary>
    public void TakeRig(string? less) => _less ??= less;

    /// <summary>Ends a report.</summary>
    /// <param name="untrusted">Why a network is not trusted, or null.</param>
    public string? Choose(string? untrusted) => _last = untrusted ?? _faulted ?? _lost ?? _met ?? _recording ?? _shed ?? _less ?? _last;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>What a camera dropped since the last report; null where it was nothing, or asked for.</summary>
    private string? Dropped(int index, PerceptionPipeline camera, TimeSpan window)
    {
        long[] before = _dropsBefore[index];
        long all = 0;
        string? causes = null;
        foreach (DropCause cause in DropCounts.Causes)
        {
            long total = camera.Monitor.Drops[cause];
            long since = total - before[(int)cause];
            before[(int)cause] = total;
            if (since > 0 && cause != DropCause.EveryNth)
            {
                all += since;
                causes = $"{(causes is null ? string.Empty : $"{causes}, ")}{since} {WireNames.Of(cause)}";
            }
        }

        return causes is null ? null : FormattableString.Invariant(
            $"camera {camera.Source.Id}: {all} {(all == 1 ? "frame" : "frames")} dropped within {window.TotalSeconds:0.#} s: {causes}");
    }
}
