using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>How a machine's cores are shared among the networks.</summary>
/// <param name="ThreadsPerNetwork">Threads that compute one run of a network.</param>
/// <param name="WorkersPerNetwork">Frames that a network works on at once.</param>
/// <param name="FramesInFlight">Frames in process at once.</param>
public readonly record struct ThreadBudget(int ThreadsPerNetwork, int WorkersPerNetwork, int FramesInFlight)
{
    /// <summary>
    /// Most frames a second: every core computes a network on one thread, which wastes nothing on sharing one run. Each network has a
    /// worker for every core, so that no core idles where one network takes longer than another. On a machine of very many cores what a
    /// pipeline may have in process is the bound (<see cref="PipelineOptions.MostFramesInFlight"/>).
    /// </summary>
    public static ThreadBudget ForThroughput(int cores, int networks) => new(
        ThreadsPerNetwork: 1,
        WorkersPerNetwork: Math.Min(cores, PipelineOptions.MostFramesInFlight),
        FramesInFlight: Math.Min(cores + networks + 2, PipelineOptions.MostFramesInFlight));

    /// <summary>Least time from capture to publish: the networks of one frame share all cores; a second frame is only prepared.</summary>
    public static ThreadBudget ForLatency(int cores, int networks) =>
        new(Math.Clamp(cores / networks, 1, NetworkOptions.MostThreads), WorkersPerNetwork: 1, FramesInFlight: 2);
}
