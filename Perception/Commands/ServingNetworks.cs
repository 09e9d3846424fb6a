using Perception.Inference;
using Perception.Pipeline;

namespace Perception.Commands;

/// <summary>The networks of a run, and their guards, which are warming them up.</summary>
internal sealed class ServingNetworks : IDisposable
{
    private ServingNetworks(NetworkSet networks, ThreadBudget budget, NetworkGuards guards)
    {
        Networks = networks;
        Budget = budget;
        Guards = guards;
    }

    public NetworkSet Networks { get; }

    public ThreadBudget Budget { get; }

    public NetworkGuards Guards { get; }

    /// <inheritdoc cref="SharedOptions.LoadNetworks(NetworkChoice, bool, int, out ThreadBudget)"/>
    public static ServingNetworks Load(NetworkChoice choice, bool forThroughput, int cores, GuardOptions guard, TimeProvider time)
    {
        NetworkSet networks = SharedOptions.LoadNetworks(choice, forThroughput, cores, out ThreadBudget budget);
        try
        {
            NetworkGuards guards = new(networks, guard, time);
            guards.Begin();
            return new ServingNetworks(networks, budget, guards);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Guards.Dispose();
        Networks.Dispose();
    }
}
