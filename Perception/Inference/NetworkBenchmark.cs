using OpenCvSharp;

namespace Perception.Inference;

/// <summary>Measures what networks cost on this machine: the bare run, and everything around it.</summary>
public static class NetworkBenchmark
{
    /// <summary>Runs the networks in turn, over and over, on one image: what slows the machine for a while slows all of them, so that their ratios hold.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="warmUpRuns">Runs of each that are not counted.</param>
    /// <param name="runs">Runs of each that are counted.</param>
    /// <param name="time">The clock.</param>
    /// <returns>In the order of the networks.</returns>
    public static IReadOnlyList<NetworkCost> Measure(IReadOnlyList<Network> networks, Mat image, int warmUpRuns, int runs, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        List<NetworkMeter> meters = [];
        try
        {
            foreach (Network network in networks)
            {
                meters.Add(new NetworkMeter(network, image, runs, time));
            }

            for (int run = -warmUpRuns; run < runs; run++)
            {
                foreach (NetworkMeter meter in meters)
                {
                    meter.Run(run);
                }
            }

            return [.. meters.Select(meter => meter.Cost())];
        }
        finally
        {
            meters.ForEach(meter => meter.Dispose());
        }
    }
}
