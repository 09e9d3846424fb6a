using Labelling.Sets;
using Perception.Inference;

namespace Perception.Teaching;

/// <summary>The networks that teach, loaded once and shared by all <see cref="Teacher"/>s; disposed after them.</summary>
public sealed class TeacherNetworks : IDisposable
{
    /// <exception cref="LabelSetException">A network is named twice; the message names the command's option.</exception>
    /// <exception cref="ModelException">A network is missing, is not what its manifest says, or has no such task.</exception>
    public TeacherNetworks(ModelCatalogue catalogue, TeacherOptions options, NetworkOptions run)
    {
        try
        {
            RequireOnce("--detector", options.Detectors);
            RequireOnce("--lanes", options.LaneNetworks);
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

    /// <summary>Its second vote would count as that of a network which is silent.</summary>
    private static void RequireOnce(string option, IReadOnlyList<string> names)
    {
        if (names.CountBy(name => name).FirstOrDefault(entry => entry.Value > 1) is { Key: { } twice })
        {
            throw new LabelSetException($"{option}: expected each network once, found {twice} twice.");
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
