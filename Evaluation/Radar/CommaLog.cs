using Evaluation.Formats;
using Sensors.EgoMotion;
using Sensors.Frames;

namespace Evaluation.Radar;

/// <summary>
/// Reads radar and odometry of a comma2k19 segment (Schafer et al., "A Commute in Data", 2018): <c>processed_log/CAN/radar</c>, the car's
/// speed from <c>CAN/speed</c>, its turn rate from <c>IMU/gyro</c>.
/// </summary>
/// <remarks>A radar line is distance ahead, to the left, relative speed, two unused, address, mark of a new target. The IMU's axes are forward, right, down.</remarks>
public static class CommaLog
{
    // The radar's messages of one scan come within a few milliseconds, a scan every 50 ms.
    private const double ScanGap = 0.02;
    private const int RadarColumns = 7;

    // An address that goes on after such a jump, metres, or pause, seconds, is another target, marked or not.
    private const double LongestJump = 4;
    private const double LongestPause = 0.3;
    private const int Down = 2;

    /// <param name="directory">The segment's folder.</param>
    /// <exception cref="EvaluationException">A file is missing or malformed.</exception>
    public static List<RadarScan> Read(string directory)
    {
        string log = Path.Combine(directory, "processed_log");
        NumpyArray times = NumpyArray.Read(Path.Combine(log, "CAN", "radar", "t"));
        NumpyArray values = NumpyArray.Read(Path.Combine(log, "CAN", "radar", "value"));
        if (values.Rows != times.Rows || values.Columns != RadarColumns || times.Rows == 0)
        {
            throw new EvaluationException(
                $"{directory}: expected radar returns of {RadarColumns} columns, one for each of {times.Rows} times, found {values.Rows} × {values.Columns}.");
        }

        double start = times[0];
        EgoMotionLog motion = ReadMotion(log, start);
        List<RadarScan> scans = [];
        List<RadarReturn> returns = [];
        Dictionary<double, (int Target, double X, double Y, double Time)> targetOfAddress = [];
        int targets = 0;
        double first = start;
        for (int row = 0; row < times.Rows; row++)
        {
            if (times[row] - first > ScanGap)
            {
                Close(first);
                first = times[row];
            }

            double address = values[row, 5];
            (double x, double y) = (values[row, 0], values[row, 1]);
            bool isNew = values[row, 6] > 0 || !targetOfAddress.TryGetValue(address, out (int Target, double X, double Y, double Time) before)
                || Math.Abs(x - before.X) > LongestJump || Math.Abs(y - before.Y) > LongestJump || times[row] - before.Time > LongestPause;
            int target = isNew ? targets++ : targetOfAddress[address].Target;
            targetOfAddress[address] = (target, x, y, times[row]);
            returns.Add(new RadarReturn(target, x, y, values[row, 2]));
        }

        Close(first);
        return scans;

        void Close(double time)
        {
            long nanoseconds = ToNanoseconds(time - start);
            scans.Add(new RadarScan(nanoseconds, [.. returns], motion.TryAt(nanoseconds, out EgoMotionSample sample) ? sample : null));
            returns.Clear();
        }
    }

    /// <summary>Speed and turn rate at the times of the speed, the turn rate interpolated.</summary>
    private static EgoMotionLog ReadMotion(string log, double start)
    {
        NumpyArray speedTimes = NumpyArray.Read(Path.Combine(log, "CAN", "speed", "t"));
        NumpyArray speeds = NumpyArray.Read(Path.Combine(log, "CAN", "speed", "value"));
        NumpyArray gyroTimes = NumpyArray.Read(Path.Combine(log, "IMU", "gyro", "t"));
        NumpyArray gyro = NumpyArray.Read(Path.Combine(log, "IMU", "gyro", "value"));
        if (speeds.Rows != speedTimes.Rows || gyro.Rows != gyroTimes.Rows || gyro.Columns != 3 || gyro.Rows == 0)
        {
            throw new EvaluationException($"{log}: expected a speed and three turn rates for each of their times, found {speeds.Rows} and {gyro.Rows} × {gyro.Columns}.");
        }

        List<EgoMotionSample> samples = [];
        int near = 0;
        for (int row = 0; row < speeds.Rows; row++)
        {
            while (near + 1 < gyro.Rows && Math.Abs(gyroTimes[near + 1] - speedTimes[row]) <= Math.Abs(gyroTimes[near] - speedTimes[row]))
            {
                near++;
            }

            long time = ToNanoseconds(speedTimes[row] - start);
            if ((samples.Count == 0 || time > samples[^1].TimeNs) && double.IsFinite(speeds[row]) && double.IsFinite(gyro[near, Down]))
            {
                samples.Add(new EgoMotionSample(time, speeds[row], -gyro[near, Down]));
            }
        }

        return new EgoMotionLog(samples);
    }

    private static long ToNanoseconds(double seconds) => (long)Math.Round(seconds * Nanoseconds.PerSecond);
}
