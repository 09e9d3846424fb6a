namespace Sensors.EgoMotion;

/// <summary>The vehicle's own motion over a drive, sampled by time.</summary>
/// <remarks>Immutable and thread safe. Times are in the same clock as the drive's capture times.</remarks>
public sealed class EgoMotionLog
{
    private readonly EgoMotionSample[] _samples;

    /// <param name="samples">Strictly increasing in time.</param>
    public EgoMotionLog(IReadOnlyList<EgoMotionSample> samples)
    {
        _samples = [.. samples];
    }

    public int Count => _samples.Length;

    /// <summary>The motion at a time, linearly interpolated.</summary>
    /// <returns>False outside the log.</returns>
    public bool TryAt(long timeNs, out EgoMotionSample sample)
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
