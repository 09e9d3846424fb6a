using Perception.Recording;

namespace Perception.Commands;

/// <summary>How a replay ends: with the first thing that went wrong, or with what the comparison with a stored run found.</summary>
internal static class ReplayEnd
{
    /// <param name="request">What was asked for.</param>
    /// <param name="fault">Why a drive or a recording is not whole, as one sentence; null where all are.</param>
    /// <param name="scheduled">How many messages the schedule holds that was followed; null where none was.</param>
    /// <param name="published">How many messages there were.</param>
    /// <param name="isStopped">Whether the user ended it before the drive did.</param>
    /// <param name="golden">Has been given every message; null where nothing was compared.</param>
    /// <param name="view">Told of the comparison, and ended.</param>
    /// <returns>The exit code: 1 where the console was given up, and with it the result.</returns>
    /// <exception cref="CommandException">Something went wrong.</exception>
    public static async Task<int> OfAsync(
        ReplayRequest request, string? fault, int? scheduled, long published, bool isStopped, GoldenComparison? golden, LiveView view)
    {
        fault ??= !isStopped && scheduled > published ? $"{request.Schedule}: expected {scheduled} messages, found {published}" : null;
        fault ??= golden?.Finish(isStopped);
        if (golden is not null && fault is null)
        {
            string skipped = golden.Skipped == 0 ? string.Empty : $", {golden.Skipped} of other sources skipped";
            view.Show($"golden    {golden.Equal} messages equal to {request.Golden}{skipped}");
        }

        bool isShown = await view.EndAsync();
        return fault is not null ? throw new CommandException(fault)
            : isShown ? 0
            : 1;
    }
}
