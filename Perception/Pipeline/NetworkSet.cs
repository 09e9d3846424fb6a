using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>The networks that a run uses: one for objects and one for lanes, or one that serves both.</summary>
/// <remarks>Owns the networks. They may be shared by several pipelines, one per camera; each pipeline has its own bindings.</remarks>
public sealed class NetworkSet : IDisposable
{
    /// <exception cref="ModelContractException">A network does not serve its task.</exception>
    public NetworkSet(Network objects, Network lanes)
    {
        Require(objects, NetworkTask.Objects);
        Require(lanes, NetworkTask.Lanes);
        Objects = objects;
        Lanes = lanes;
        Distinct = ReferenceEquals(objects, lanes) ? [objects] : [objects, lanes];
    }

    public Network Objects { get; }

    public Network Lanes { get; }

    /// <summary>Each network once: the objects' first.</summary>
    public IReadOnlyList<Network> Distinct { get; }

    public void Dispose()
    {
        foreach (Network network in Distinct)
        {
            network.Dispose();
        }
    }

    private static void Require(Network network, NetworkTask task)
    {
        if (!network.Manifest.Tasks.Contains(task))
        {
            throw new ModelContractException(
                $"{network.Manifest.Name}: expected a network that serves the task {task}, found one that serves {string.Join(", ", network.Manifest.Tasks)}");
        }
    }
}
