using System.Diagnostics;
using Perception.Pipeline;

namespace Perception.Service;

/// <summary>How long a run took to begin, milliseconds.</summary>
/// <param name="FirstMessageMs">From the start of the process to the first message handed to the socket; null where none was.</param>
/// <param name="LoadMs">Of it, loading the networks: opening every session.</param>
/// <param name="WarmUpMs">Of it, the networks' first runs.</param>
public sealed record StartCost(double? FirstMessageMs, double LoadMs, double WarmUpMs)
{
    public static StartCost Of(PipelineMonitor monitor, NetworkGuards guards)
    {
        double? first = null;
        if (monitor.SinceFirstPublish is { } since)
        {
            using Process self = Process.GetCurrentProcess();
            TimeSpan running = monitor.Time.GetUtcNow().UtcDateTime - self.StartTime.ToUniversalTime();
            first = Math.Round((running - since).TotalMilliseconds, 1);
        }

        return new StartCost(
            first,
            Math.Round(guards.All.Sum(guard => guard.Network.LoadTime.TotalMilliseconds), 1),
            Math.Round(guards.All.Sum(guard => guard.WarmUp?.Total.TotalMilliseconds ?? 0), 1));
    }
}
