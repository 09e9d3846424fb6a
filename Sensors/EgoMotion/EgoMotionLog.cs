namespace Sensors.EgoMotion;

/// <summary>The vehicle's own motion over a drive, sampled by time.</summary>
/// <remarks>Immutable and thread safe. Times are in the same clock as the drive's capture times.</remarks>
public sealed class EgoMotionLog
{
    private readonly EgoMotionSample[] _samples;
    private readonly LoopClock? _loop;

    /// <param name="samples">Strictly increasing in time, all numbers finite.</param>
    /// <exception cref="ArgumentException">A sample is not after the one before, or not finite.</exception>
    public EgoMotionLog(IReadOnlyList<EgoMotionSample> samples)
    {
        _samples = [.. samples];
        for (int i = 0; i < _samples.Length; i++)
        {
            if (!double.IsFinite(_samples[i].Speed) || !double.IsFinite(_samples[i].YawRate))
            {
                throw new ArgumentException($"sample {i} expected finite numbers, found {_samples[i]}", nameof(samples));
            }

            if (i > 0 && _samples[i].TimeNs <= _samples[i - 1].TimeNs)
            {
                throw new ArgumentException($"sample {i} expected a time after {_samples[i - 1].TimeNs}, found {_samples[i].TimeNs}", nameof(samples));
            }
        }
    }

    private EgoMotionLog(EgoMotionSample[] samples, LoopClock loop)
    {
        _samples = samples;
        _loop = loop;
    }

    public int Count => _samples.Length;

    /// <summary>The first and the last sample's time, nanoseconds; both 0 where there is none.</summary>
    internal (long FirstNs, long LastNs) Span => _samples.Length == 0 ? (0, 0) : (_samples[0].TimeNs, _samples[^1].TimeNs);

    /// <summary>The same log for a drive that is played in a loop.</summary>
    internal EgoMotionLog Looped(LoopClock loop) => new(_samples, loop);

    /// <summary>The motion at a time, linearly interpolated.</summary>
    /// <returns>False outside the log.</returns>
    public bool TryAt(long timeNs, out EgoMotionSample sample)
    {
        bool isKnown = TryAtDriveTime(_loop?.ToDriveTime(timeNs) ?? timeNs, out sample);
        sample = isKnown ? sample with { TimeNs = timeNs } : default;
        return isKnown;
    }

    private bool TryAtDriveTime(long timeNs, out EgoMotionSample sample)
    {
        sample = default;
        if (_samples.Length == 0 || timeNs < _samples[0].TimeNs || timeNs > _samples[^1].TimeNs)
        {
            return false;
        }

        int low = 0;
        int high = _samples.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_samples[middle].TimeNs < timeNs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (_samples[low].TimeNs == timeNs)
        {
            sample = _samples[low];
            return true;
        }

        EgoMotionSample before = _samples[low - 1];
        EgoMotionSample after = _samples[low];
        double share = (timeNs - before.TimeNs) / (double)(after.TimeNs - before.TimeNs);
        sample = new EgoMotionSample(
            timeNs,
            before.Speed + (share * (after.Speed - before.Speed)),
            before.YawRate + (share * (after.YawRate - before.YawRate)));
        return true;
    }
}
