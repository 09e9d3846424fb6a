using System.Globalization;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Pipeline;

/// <summary>
/// Leaves out work, one rung at a time, while too many frames miss their deadline, and takes it up again when it has long been calm.
/// </summary>
/// <remarks>
/// A step up that has to be taken back soon doubles the calm time before the next one to the same rung, so that a load on the edge does not
/// make it swing; one that lasts ends that. Its only clock is what it is told. Thread safe; telling it of frames allocates nothing but at a step.
/// </remarks>
public sealed class LoadLadder
{
    private readonly LoadOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<LoadPlan> _plans;
    private readonly Lock _gate = new();

    /// <summary>By rung: the calm time before the step up to it.</summary>
    private readonly TimeSpan[] _stepUpAfter;

    private volatile LoadStep _step;
    private int _rung;
    private long _windowStart;
    private long _frames;
    private long _missed;
    private TimeSpan _slowest;
    private long _toldAt;
    private bool _hasBegun;
    private long _calmSince;
    private long _steppedUpAt;
    private bool _isOnTrial;

    /// <param name="options">Valid ones.</param>
    /// <param name="plans">The rungs, the whole work first.</param>
    /// <param name="time">Measures the time between what it is told.</param>
    public LoadLadder(LoadOptions options, IReadOnlyList<LoadPlan> plans, TimeProvider time)
    {
        _options = options;
        _plans = plans;
        _time = time;
        _stepUpAfter = [.. plans.Select(_ => options.StepUpAfter)];
        _step = new LoadStep(plans[0], null, 0);
    }

    /// <summary>Where it stands.</summary>
    public LoadStep Step => _step;

    /// <summary>A frame was published so long after its capture.</summary>
    public void Published(TimeSpan captureToPublish) => Count(captureToPublish, captureToPublish > _options.Deadline);

    /// <summary>A frame was dropped because the networks were too slow for it.</summary>
    public void Dropped() => Count(TimeSpan.Zero, isMissed: true);

    /// <summary>The drive is over and all its frames are out: there is nothing more of which work is left out. That is no step.</summary>
    public void End()
    {
        lock (_gate)
        {
            _rung = 0;
            _step = new LoadStep(_plans[0], null, _step.Changes);
        }
    }

    private void Count(TimeSpan latency, bool isMissed)
    {
        long now = _time.GetTimestamp();
        lock (_gate)
        {
            // Of a time without frames nothing is known: it is no part of a window, and not calm. A frame was there from its capture on.
            if (!_hasBegun || _time.GetElapsedTime(_toldAt, now) - latency >= _options.Window)
            {
                _hasBegun = true;
                _calmSince = now;
                Begin(now);
            }

            _toldAt = now;
            _frames++;
            _missed += isMissed ? 1 : 0;
            _slowest = latency > _slowest ? latency : _slowest;
            if (_time.GetElapsedTime(_windowStart, now) >= _options.Window)
            {
                Decide(now);
                Begin(now);
            }
        }
    }

    private void Begin(long now)
    {
        _windowStart = now;
        _frames = _missed = 0;
        _slowest = TimeSpan.Zero;
    }

    private void Decide(long now)
    {
        double share = (double)_missed / _frames;
        if (share > _options.MissedShare)
        {
            _calmSince = now;
            StepDown(now);
            return;
        }

        bool isCalm = share <= _options.CalmShare && _slowest <= _options.Deadline * _options.CalmHeadroom;
        if (!isCalm)
        {
            _calmSince = now;
            return;
        }

        bool climbs = _rung > 0 && _time.GetElapsedTime(_calmSince, now) >= _stepUpAfter[_rung - 1];
        if (_isOnTrial && (climbs || _time.GetElapsedTime(_steppedUpAt, now) >= _stepUpAfter[_rung]))
        {
            // The step up held.
            _isOnTrial = false;
            _stepUpAfter[_rung] = _options.StepUpAfter;
        }

        if (climbs)
        {
            _calmSince = _steppedUpAt = now;
            _isOnTrial = true;
            Take(_rung - 1, string.Create(CultureInfo.InvariantCulture, $"it has been calm for {_stepUpAfter[_rung - 1].TotalSeconds:0.#} s"));
        }
    }

    private void StepDown(long now)
    {
        if (_isOnTrial && _time.GetElapsedTime(_steppedUpAt, now) < _stepUpAfter[_rung])
        {
            TimeSpan doubled = _stepUpAfter[_rung] * 2;
            _stepUpAfter[_rung] = doubled < _options.LongestStepUpAfter ? doubled : _options.LongestStepUpAfter;
        }

        _isOnTrial = false;
        if (_rung < _plans.Count - 1)
        {
            Take(_rung + 1, string.Create(
                CultureInfo.InvariantCulture,
                $"{_missed} of {_frames} frames in {_time.GetElapsedTime(_windowStart, now).TotalSeconds:0.##} s missed the deadline of {_options.Deadline.TotalMilliseconds:0.#} ms or were dropped for it (slowest {_slowest.TotalMilliseconds:0.#} ms)"));
        }
    }

    private void Take(int rung, string because)
    {
        _rung = rung;
        LoadPlan plan = _plans[rung];
        string where = plan.Region is { } region ? $", objects in {region} of the image only" : string.Empty;
        string? reason = plan.Rung == LoadRung.Full ? null : $"load shed ({WireNames.Of(plan.Rung)}{where}): {because}";
        _step = new LoadStep(plan, reason, _step.Changes + 1);
    }
}
