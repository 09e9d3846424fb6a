using Perception.Inference;

namespace Perception.Teaching;

/// <summary>The networks that teach, loaded once and shared by all <see cref="Teacher"/>s; disposed after them.</summary>
public sealed class TeacherNetworks : IDisposable
{
    /// <exception cref="ModelException">A network is missing, is not what its manifest says, or has no such task.</exception>
    public TeacherNetworks(ModelCatalogue catalogue, TeacherOptions options, NetworkOptions run)
    {
        try
        {
            Detectors = Load(catalogue, options.Detectors, NetworkTask.Objects, run);
            LaneNetworks = Load(catalogue, options.LaneNetworks, NetworkTask.Lanes, run);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Network> Detectors { get; } = [];

    public IReadOnlyList<Network> LaneNetworks { get; } = [];

    public void Dispose()
    {
        foreach (Network network in Detectors.Concat(LaneNetworks))
        {
            network.Dispose();
        }
    }

    private static List<Network> Load(ModelCatalogue catalogue, IReadOnlyList<string> names, NetworkTask task, NetworkOptions run)
    {
        List<Network> loaded = [];
        try
        {
            foreach (ResolvedNetwork network in names.Count == 0 ? [] : catalogue.Select(names, task))
            {
                loaded.Add(Network.Load(network, run));
            }

            return loaded;
        }
        catch
        {
            loaded.ForEach(network => network.Dispose());
            throw;
        }
    }
}
